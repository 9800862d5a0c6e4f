"""What is told about an earlier choice, and when it is asked again."""

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from consent.actions import record_decisions
from consent.models import Decision, Purpose
from consent.queries.choices import Standing, standing_of
from people.models import ParentalAuthority
from policies.queries import SchoolPolicy
from tests.make import decide

LAST_YEAR = datetime(2025, 9, 11, 10, 0, tzinfo=UTC)


def purpose_of(school, audience="group"):
    return school.purposes.about(Purpose.Subject.CHILD).get(audience=audience)


def chosen(emma, carla, school, answer, at):
    authority = ParentalAuthority.objects.get(child=emma, guardian=carla)
    record_decisions(authority=authority, answers={purpose_of(school): answer}, by=carla, now=at)
    return Decision.objects.get()


def page_of(sign_in, child, user):
    return unescape(sign_in(user).get(reverse("consent:child", args=[child.pk])).content.decode())


@pytest.mark.parametrize(
    ("today", "renewal", "standing"),
    [
        (date(2026, 7, 31), "reconfirm", Standing.CURRENT),
        (date(2026, 8, 1), "reconfirm", Standing.EARLIER),
        (date(2026, 10, 31), "reconfirm", Standing.EARLIER),
        (date(2026, 11, 1), "reconfirm", Standing.TOO_OLD),
        (date(2030, 1, 1), "reminder", Standing.CURRENT),
        (date(2030, 1, 1), "none", Standing.CURRENT),
    ],
)
def test_an_answer_stands_until_the_deadline_of_the_next_year(emma, carla, school, today, renewal, standing):
    own = chosen(emma, carla, school, "yes", LAST_YEAR)
    policy = SchoolPolicy(consent_renewal=renewal)
    assert standing_of(purpose_of(school), own, policy=policy, today=today) == standing


def test_a_choice_of_long_ago_is_told_and_not_ticked(sign_in, emma, carla, school):
    chosen(emma, carla, school, "yes", datetime(2020, 9, 11, 10, 0, tzinfo=UTC))
    page = page_of(sign_in, emma, carla)
    assert "U koos ja op vrijdag 11 september 2020. Dat is te lang geleden en telt niet meer." in page
    assert "Zegt één ouder nee?" not in page
    assert " checked" not in page


def test_a_no_of_long_ago_stays_a_no(sign_in, emma, carla, school):
    chosen(emma, carla, school, "no", datetime(2020, 9, 11, 10, 0, tzinfo=UTC))
    assert "U koos nee op vrijdag 11 september 2020. Dat blijft zo" in page_of(sign_in, emma, carla)


def test_changed_words_are_asked_again(sign_in, emma, carla, school):
    decide(emma, carla, "yes")
    Purpose.objects.filter(pk=purpose_of(school).pk).update(version=2, counts_from=2)
    page = page_of(sign_in, emma, carla)
    assert "Daarna heeft de school de tekst veranderd." in page
    assert " checked" not in page


def test_an_answer_to_words_that_were_replaced_meanwhile_or_are_not_said_is_not_taken(
    sign_in, emma, carla, school
):
    purpose = purpose_of(school)
    Purpose.objects.filter(pk=purpose.pk).update(version=2, title="Iets heel anders")
    data = {f"purpose_{purpose.pk}": "yes", f"purpose_{purpose.pk}_version": "1"}
    response = sign_in(carla).post(reverse("consent:child", args=[emma.pk]), data)
    assert response.status_code == 422
    assert "Lees hem en kies opnieuw" in response.content.decode()
    assert not Decision.objects.exists()
    del data[f"purpose_{purpose.pk}_version"]
    assert sign_in(carla).post(reverse("consent:child", args=[emma.pk]), data).status_code == 422
    assert not Decision.objects.exists()
    data[f"purpose_{purpose.pk}_version"] = "2"
    assert sign_in(carla).post(reverse("consent:child", args=[emma.pk]), data).status_code == 303


def test_an_event_of_the_group_is_on_top_and_that_of_another_group_is_not_there(
    sign_in, emma, carla, school, group_5b, group_6a
):
    day = timezone.localdate() + timedelta(days=20)
    for title, group in (("Musical", group_5b), ("Kamp", group_6a)):
        Purpose.objects.create(
            school=school,
            audience="event",
            group=group,
            ends_on=day,
            title=title,
            sentence="Eén keer.",
            yes_means="Ja",
            no_means="Nee",
        )
    page = page_of(sign_in, emma, carla)
    assert page.index("Musical") < page.index(">In Kring<")
    assert "Kamp" not in page
