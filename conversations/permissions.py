"""Who may start a conversation, write in it and change who is in it.

The promise: a parent talks to the school about the own child and to nobody else, and one guardian never reads what
is said with another one apart (R018, C24). Being a participant gives nothing by itself: the right behind it is asked.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists
from django.utils import timezone

from conversations.models import ClassParent, Conversation, Message, Participant
from conversations.queries.people import (
    guardians_of,
    kept_out,
    parents_of,
    speaks_apart,
    staff_of,
    teachers_of,
)
from groups.models import Membership, School, SchoolGroup
from groups.permissions import groups_where, groups_with_any, holding
from people.models import Child, User
from policies.queries import policy_for

Anyone = User | AnonymousUser


def may_write_at(user: User, school: School) -> bool:
    """No measure keeps this account from writing in the school (R124, R125)."""
    wide = SchoolGroup.objects.school_wide().filter(school=school)
    return user.is_active and wide.exclude(Exists(holding(user))).exists()


def may_write_in(user: User, group: SchoolGroup) -> bool:
    """No measure keeps this account from writing in the group: a frozen group is one for reading (R124)."""
    return not SchoolGroup.objects.filter(pk=group.pk).filter(Exists(holding(user))).exists()


def may_start_as_guardian(user: User, child: Child, school: School) -> bool:
    """A guardian about the own child, where the school lets parents begin."""
    if not policy_for(school).parents_may_start_conversations:
        return False
    own = guardians_of(child, school, today=timezone.localdate()).filter(pk=user.pk)
    return own.exists() and may_write_at(user, school)


def may_start_about(user: User, child: Child, school: School) -> bool:
    """Who teaches the child, who leads the school, its counsellor and its office, to the child's guardians.

    Not whoever is family of a child that is spoken to apart: that is a guardian here, and nothing else.
    """
    today = timezone.localdate()
    if not may_write_at(user, school):
        return False
    if user.pk in kept_out(child, is_apart=speaks_apart(child, school)):
        return False
    if teachers_of(child, school, today=today).filter(pk=user.pk).exists():
        return True
    leads = groups_with_any(user, "direct", "register").school_wide().filter(school=school)
    advises = Membership.objects.active(today).filter(
        user=user, role=Membership.Role.COUNSELLOR, group__school=school, group__kind=SchoolGroup.Kind.SCHOOL
    )
    return leads.exists() or advises.exists()


def may_start_team(user: User, school: School) -> bool:
    works = staff_of(school, today=timezone.localdate()).filter(pk=user.pk).exists()
    return works and may_write_at(user, school)


def may_start_with_parents(user: User, group: SchoolGroup) -> bool:
    """A class parent, by the exception of the group's teacher."""
    today = timezone.localdate()
    named = ClassParent.objects.current(today).filter(user=user, group=group)
    there = parents_of(group, today=today).filter(pk=user.pk)
    free = may_write_at(user, group.school) and may_write_in(user, group)
    return named.exists() and there.exists() and free


def may_name_class_parent(user: Anyone, group: SchoolGroup) -> bool:
    return groups_where(user, "manage").classes().filter(pk=group.pk).exists()


def may_separate_guardians(user: Anyone, school: School) -> bool:
    """Who leads the school and its office, who know what a judge or the parents decided."""
    return groups_with_any(user, "direct", "register").school_wide().filter(school=school).exists()


def is_in(user: User, conversation: Conversation) -> bool:
    return Conversation.objects.visible_to(user, timezone.now()).filter(pk=conversation.pk).exists()


def may_write(user: User, conversation: Conversation) -> bool:
    """Who is in it and held by nothing. What two guardians shared stops once the school speaks to them apart."""
    if conversation.is_paused(timezone.now()) or not is_in(user, conversation):
        return False
    if conversation.group is not None and not may_write_in(user, conversation.group):
        return False
    return may_write_at(user, conversation.school) and not has_to_end(conversation)


def has_to_end(conversation: Conversation) -> bool:
    """A conversation of several guardians about a child whose guardians are spoken to apart since."""
    if conversation.child is None or not speaks_apart(conversation.child, conversation.school):
        return False
    guardians = conversation.participants.open().filter(why=Participant.Why.GUARDIAN)
    return guardians.count() > 1


def may_invite(user: User, conversation: Conversation) -> bool:
    """Staff who are in it invite colleagues; nobody invites a parent, those follow from the child."""
    seat = conversation.participants.open().filter(user=user, why__in=Participant.STAFF_REASONS)
    return seat.exists() and may_write(user, conversation)


def may_call_in(user: User, conversation: Conversation) -> bool:
    """A guardian of the child lets somebody who is on duty today read along."""
    seat = conversation.participants.open().filter(user=user, why=Participant.Why.GUARDIAN)
    return seat.exists() and may_write(user, conversation)


def may_brake(user: User, conversation: Conversation) -> bool:
    """Staff who are in it and see it derail (R128)."""
    seat = conversation.participants.entitled(timezone.localdate()).filter(user=user)
    return is_in(user, conversation) and seat.filter(why__in=Participant.STAFF_REASONS).exists()


def may_pause(user: User, conversation: Conversation) -> bool:
    """Staff who are in it, and who leads the school: for that nobody has to read it."""
    leads = groups_where(user, "direct").school_wide().filter(school=conversation.school_id)
    return may_brake(user, conversation) or leads.exists()


def may_leave(user: User, conversation: Conversation) -> bool:
    """Who was invited or is among colleagues; who teaches the child or decides about it belongs there."""
    reasons = [Participant.Why.INVITED, Participant.Why.COLLEAGUE, Participant.Why.PARENT]
    return conversation.participants.open().filter(user=user, why__in=reasons).exists()


def may_change_message(user: User, message: Message) -> bool:
    """The sender, while it is there and the conversation is open."""
    own = message.author_id == user.pk and message.state == Message.State.VISIBLE
    return own and may_write(user, message.conversation)
