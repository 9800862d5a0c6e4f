"""Children get their places and guardians their accounts; memberships follow through the real actions."""

from datetime import timedelta
from uuid import UUID

from groups import actions as group_actions
from groups.models import Membership
from people.models import Child, ParentalAuthority
from portal.demo.families import Family, Guardian, Pupil
from portal.demo.ids import address, demo_id
from portal.demo.school import Demo, open_accounts

CODE_AGE = {"invited": timedelta(days=3), "expired": timedelta(days=20)}


def enrol_families(demo: Demo, families: list[Family]) -> None:
    """Register the children, open the accounts of their guardians, and place every child in its group.

    Guardians are written down before the place in the group is given, so each child is looked at once.
    """
    pupils = [pupil for family in families for pupil in family.pupils]
    for pupil in pupils:
        _register(demo, pupil)
    guardians = {g.email: g for family in families for g in family.guardians if g.has_account}
    open_accounts(demo, ((guardian.email, guardian.name, "") for guardian in guardians.values()))
    rows = [_row(demo, pupil, guardian) for f in families for pupil in f.pupils for guardian in f.guardians]
    ParentalAuthority.objects.bulk_create(rows)
    for pupil in pupils:
        group_actions.enrol_child(
            child=demo.children[pupil.id],
            group=demo.groups[pupil.group],
            year_group=pupil.year_group,
            started_on=demo.year.starts_on,
            by=demo.greet,
            now=demo.begin,
        )


def _register(demo: Demo, pupil: Pupil) -> None:
    first, prefix, last = pupil.name
    child = Child(id=pupil.id, first_name=first, prefix=prefix, last_name=last)
    group_actions.register_child(
        school=demo.school,
        child=child,
        year_group=pupil.year_group,
        started_on=demo.year.starts_on,
        by=demo.greet,
        now=demo.begin,
    )
    demo.children[child.pk] = child


def _row(demo: Demo, pupil: Pupil, guardian: Guardian) -> ParentalAuthority:
    return ParentalAuthority(
        id=authority_id(pupil, guardian),
        child_id=pupil.id,
        guardian=demo.people[guardian.email] if guardian.has_account else None,
        name=" ".join(part for part in guardian.name if part),
        email=guardian.email,
        relation=guardian.relation,
        authority=guardian.authority,
        created_at=demo.begin,
    )


def authority_id(pupil: Pupil, guardian: Guardian) -> UUID:
    return demo_id("guardian", guardian.email, pupil.id)


def apply_situations(demo: Demo, families: list[Family]) -> None:
    """What the school did about the guardians who stand out: codes, a hard case parked, access blocked."""
    for family in families:
        for guardian in family.guardians:
            if guardian.situation:
                _apply(demo, family.pupils[0], guardian)


def _apply(demo: Demo, pupil: Pupil, guardian: Guardian) -> None:
    authority = ParentalAuthority.objects.get(pk=authority_id(pupil, guardian))
    if age := CODE_AGE.get(guardian.situation):
        office = demo.people[address("office")]
        group_actions.write_letters(authorities=[authority], by=office, now=demo.now - age)
    elif guardian.situation == "blocked":
        reason = "De rechter heeft bepaald dat deze ouder geen contact heeft met het kind."
        group_actions.block_guardian(
            authority=authority, reason=reason, by=demo.greet, now=demo.now - timedelta(days=10)
        )
    elif guardian.situation == "parked":
        waiting = Membership.objects.get(user=authority.guardian, group=demo.groups[pupil.group])
        group_actions.park_member(
            membership=waiting,
            note="De moeder vroeg om eerst met de directie te praten.",
            by=demo.people[address("bram")],
            now=demo.now - timedelta(days=2),
        )
