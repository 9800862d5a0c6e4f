"""The devices that may show notifications of an account."""

from collections.abc import Iterable

from delivery.models import PushDevice
from delivery.models.devices import sign_in_mark
from people.models import User


def devices_of(users: Iterable[User]) -> list[PushDevice]:
    """Their devices, without those added before the password or the address last changed. One query.

    A browser of the owner is added again by itself at its next visit; that of a thief, or of who moved out, is not.
    """
    marks = {user.pk: sign_in_mark(user) for user in users}
    found = PushDevice.objects.filter(user__in=marks)
    return [device for device in found if device.sign_in == marks[device.user_id]]
