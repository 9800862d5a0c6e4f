"""What the families of the demo school choose for pictures: every state a teacher will meet."""

from datetime import datetime, timedelta
from uuid import UUID

from consent import actions as consent_actions
from consent.models import Decision, Purpose
from people.models import ParentalAuthority, User
from portal.demo.enrolment import authority_id
from portal.demo.families import Authority, Family
from portal.demo.ids import chance
from portal.demo.school import Demo

YES, NO = Decision.Answer.YES, Decision.Answer.NO
Audience = Purpose.Audience
# What the first and the second guardian say, by the mood of the family; what is not named gets a no.
INSIDE = {Audience.GROUP, Audience.SCHOOL, Audience.NAME}
GROUP_ONLY = {Audience.GROUP, Audience.NAME, Audience.PRINT}
EVERYTHING = set(Audience)
MOODS: dict[str, tuple[set[Audience] | None, set[Audience] | None]] = {
    "all": (EVERYTHING, EVERYTHING),
    "inside": (INSIDE, INSIDE),
    "none": (set(), set()),
    "apart": (INSIDE | {Audience.PRINT}, GROUP_ONLY),
    "half": (INSIDE, None),
    "silent": (None, None),
}


def record_choices(demo: Demo, families: list[Family]) -> None:
    """Record the answers of every guardian who may decide, spread over the first days of the portal."""
    purposes = list(Purpose.objects.about(Purpose.Subject.CHILD).filter(school=demo.school))
    rows = ParentalAuthority.objects.deciding().select_related("child", "guardian")
    deciding = {row.pk: row for row in rows}
    for family in families:
        for pupil in family.pupils:
            for guardian, yes in zip(family.guardians, MOODS[family.mood], strict=False):
                authority = deciding.get(authority_id(pupil, guardian))
                if authority is not None and yes is not None and guardian.authority == Authority.YES:
                    user = demo.people[guardian.email]
                    _answer(authority, user, yes, purposes, _moment(demo, guardian.id))
    _change_of_mind(demo, families, deciding, purposes)


def _answer(
    authority: ParentalAuthority, guardian: User, yes: set[Audience], purposes: list[Purpose], now: datetime
) -> None:
    answers = {purpose: YES if purpose.audience in yes else NO for purpose in purposes}
    consent_actions.record_decisions(authority=authority, answers=answers, by=guardian, now=now)


def _moment(demo: Demo, key: UUID) -> datetime:
    return demo.begin + timedelta(minutes=chance("choice", key).randrange(60, 14 * 24 * 60))


def _change_of_mind(
    demo: Demo, families: list[Family], deciding: dict[UUID, ParentalAuthority], purposes: list[Purpose]
) -> None:
    """Two guardians of 5B and 6A took a yes back last week."""
    group_purpose = next(purpose for purpose in purposes if purpose.audience == Audience.GROUP)
    for name in ("5B", "6A"):
        family = next(f for f in families[3:] if f.mood == "all" and f.pupils[0].group == name)
        guardian = family.guardians[0]
        consent_actions.withdraw_consent(
            authority=deciding[authority_id(family.pupils[0], guardian)],
            purpose=group_purpose,
            by=demo.people[guardian.email],
            now=demo.now - timedelta(days=6),
        )
