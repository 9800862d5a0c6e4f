"""What the families and the staff of the demo school choose for pictures: every state a teacher will meet."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from consent import actions as consent_actions
from consent.actions import objections
from consent.models import Decision, Purpose, Receipt
from groups.models import Membership
from people.models import ParentalAuthority, User
from portal.demo.enrolment import authority_id
from portal.demo.families import Authority, Family
from portal.demo.ids import address, chance
from portal.demo.school import Demo

YES, NO = Decision.Answer.YES, Decision.Answer.NO
Audience = Purpose.Audience
Subject = Purpose.Subject
# What the first and the second guardian say, by the mood of the family; what is not named gets a no.
INSIDE = {Audience.GROUP, Audience.SCHOOL, Audience.NAME, Audience.SOUND}
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
# One family of this group said yes two years ago and nothing since.
FORGOTTEN_IN = "5B"
TWO_YEARS = timedelta(days=2 * 365)
# Staff who keep out of pictures, and who have not chosen yet; the others say yes inside Kring.
CAMERA_SHY, UNDECIDED = ("henk",), ("bram",)


def record_choices(demo: Demo, families: list[Family]) -> None:
    """Record the answers of every guardian who may decide, spread over the first days of the portal."""
    purposes = list(Purpose.objects.about(Subject.CHILD).filter(school=demo.school))
    rows = ParentalAuthority.objects.deciding().select_related("child", "guardian")
    deciding = {row.pk: row for row in rows}
    forgotten = _ordinary(families, "all", FORGOTTEN_IN)[-1]
    for family in families:
        back = TWO_YEARS if family is forgotten else timedelta()
        for pupil in family.pupils:
            for guardian, yes in zip(family.guardians, MOODS[family.mood], strict=False):
                authority = deciding.get(authority_id(pupil, guardian))
                if authority is not None and yes is not None and guardian.authority == Authority.YES:
                    user = demo.people[guardian.email]
                    _answer(authority, user, yes, purposes, _moment(demo, guardian.id) - back)
    _change_of_mind(demo, families, deciding, purposes)
    _adults_choose(demo)
    _children_object(demo, families)
    # What was chosen weeks ago is not mailed today.
    Receipt.objects.filter(school=demo.school).update(mailed_at=F("made_at"))


def _ordinary(families: list[Family], mood: str, group: str) -> list[Family]:
    return [f for f in families[3:] if f.mood == mood and len(f.pupils) == 1 and f.pupils[0].group == group]


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


def _adults_choose(demo: Demo) -> None:
    """Who works at the school decides about the own picture; two do otherwise than the others (R141)."""
    purposes = list(Purpose.objects.about(Subject.ADULT).filter(school=demo.school))
    working = Membership.objects.active(timezone.localdate(demo.begin)).exclude(
        role__in=Membership.FAMILY_ROLES
    )
    at_work = set(working.values_list("user__email", flat=True))
    undecided = {address(name) for name in UNDECIDED}
    shy = {address(name) for name in CAMERA_SHY}
    for email in sorted(at_work - undecided):
        answers = {p: YES if p.audience == Audience.SCHOOL and email not in shy else NO for p in purposes}
        person = demo.people[email]
        consent_actions.record_own_decisions(answers=answers, by=person, now=_moment(demo, person.pk))


def _children_object(demo: Demo, families: list[Family]) -> None:
    """A child of 6A never wants it, a child of 5B does not want it today."""
    today = timezone.localdate(demo.now)
    for group, teacher, day in (("6A", "bram", None), ("5B", "anna", today)):
        child = demo.children[_ordinary(families, "inside", group)[0].pupils[0].id]
        by, now = demo.people[address(teacher)], demo.now - timedelta(hours=3)
        objections.make_objection(child=child, day=day, by=by, now=now)
