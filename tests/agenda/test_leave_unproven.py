"""Leave is answered by mail at an address that was shown to be of the parent, and at no other."""

from allauth.account.models import EmailAddress
from django.core import mail

from people.queries import mailable
from tests.agenda.test_leave import answer, leave  # noqa: F401


def test_no_answer_goes_to_an_address_nobody_proved(
    leave,  # noqa: F811
    carla,
    greet,
    django_capture_on_commit_callbacks,
):
    EmailAddress.objects.filter(user=carla).update(verified=False)
    with django_capture_on_commit_callbacks(execute=True):
        answer(leave, greet, text="Een mooie dag gewenst.")
    assert mail.outbox == []


def test_who_is_left_keeps_the_order(carla, dirk, farid):
    EmailAddress.objects.filter(user=dirk).delete()
    assert mailable([farid, dirk, carla]) == [farid, carla]
