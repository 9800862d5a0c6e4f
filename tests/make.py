"""Short ways to make things for a test, through the real actions where rights follow from them."""

import io
import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from agenda.actions.absences import Details, report_absence
from agenda.actions.leave import Wish, request_leave
from agenda.models import Absence, LeaveRequest
from common.storage import write_private
from consent import actions as consent_actions
from consent.models import Decision, Purpose
from conversations import actions as conversations
from conversations.models import Conversation, Message, MessageFile
from delivery.actions.newsletters import Draft, place_newsletter, save_newsletter
from delivery.models import Newsletter, PushDevice
from delivery.models.devices import sign_in_mark
from groups import actions
from groups.models import Membership, School, SchoolGroup
from people.actions.addresses import prove_address
from people.models import Child, ParentalAuthority, User
from policies.actions import change_policy
from policies.models import PolicyDocument
from posts.models import Comment, OutsideUse, Photo, Post, Region, TakeDown
from tests.browser.drawings import drawn

NOW = datetime(2026, 10, 6, 13, 0, tzinfo=UTC)  # Tuesday 6 October 2026, 15.00 in Amsterdam
TERM_START = date(2026, 8, 1)
PASSWORD = "kring-test-kring"  # noqa: S105

_numbers = itertools.count(1)


def make_user(name: str = "", **fields: Any) -> User:
    number = next(_numbers)
    first_name = name or f"Persoon{number}"
    email = fields.pop("email", f"{first_name.lower()}{number}@kring.test")
    user = User.objects.create_user(email, PASSWORD, first_name=first_name, last_name="Test", **fields)
    prove_address(by=user)
    return user


def make_school(name: str = "De Wilgenhof", brin: str = "99ZZ", **fields: Any) -> School:
    school = actions.create_school(
        board="Stichting De Kring", name=name, brin=brin, phone="010 123 45 67", **fields
    )
    consent_actions.set_up_purposes(school=school)
    return school


def make_group(school: School, name: str, kind: str = SchoolGroup.Kind.CLASS, **fields: Any) -> SchoolGroup:
    year = (
        actions.create_school_year(school=school, name="2026-2027") if kind in ("class", "cluster") else None
    )
    return actions.create_group(school=school, kind=kind, name=name, year=year, **fields)


def make_staff(name: str, group: SchoolGroup, role: str = Membership.Role.TEACHER, **fields: Any) -> User:
    user = make_user(name, **fields)
    actions.add_staff(user=user, group=group, role=role, by=None, now=NOW)
    return user


def make_child(first_name: str, *groups: SchoolGroup, **fields: Any) -> Child:
    child = Child(first_name=first_name, last_name=fields.pop("last_name", "Jansen"), **fields)
    school = groups[0].school
    actions.register_child(school=school, child=child, started_on=TERM_START, by=None, now=NOW)
    for group in groups:
        if not group.is_school_wide:
            actions.enrol_child(child=child, group=group, started_on=TERM_START, by=None, now=NOW)
    return child


def make_guardian(
    child: Child, user: User, authority: str = ParentalAuthority.Authority.YES, **fields: Any
) -> ParentalAuthority:
    """Couple an account to a child, as a used code does."""
    row = ParentalAuthority.objects.create(
        child=child, guardian=user, name=str(user), email=user.email, authority=authority, **fields
    )
    actions.set_authority(authority=row, value=authority, by=None, now=NOW)
    return row


def decide(child: Child, guardian: User, answer: str, audience: str = Purpose.Audience.GROUP) -> Decision:
    authority = ParentalAuthority.objects.get(child=child, guardian=guardian)
    school = child.enrolments.current()[0].group.school
    purpose = Purpose.objects.about(Purpose.Subject.CHILD).get(school=school, audience=audience)
    return Decision.objects.create(
        authority=authority,
        purpose=purpose,
        answer=answer,
        wording=purpose.wording,
        version=purpose.version,
        decided_by=guardian,
    )


def decide_about_self(person: User, school: School, answer: str, audience: str = "school") -> Decision:
    purpose = Purpose.objects.about(Purpose.Subject.ADULT).get(school=school, audience=audience)
    return Decision.objects.create(
        person=person, purpose=purpose, answer=answer, wording=purpose.wording, decided_by=person
    )


def set_policy(school: School, by: User, **values: bool | int | str) -> None:
    change_policy(school=school, values=values, by=by, now=NOW)


def make_post(group: SchoolGroup, author: User, title: str = "Naar het bos", **fields: Any) -> Post:
    fields = {"state": Post.State.PUBLISHED, "published_at": NOW, "text": "Wat een dag.", **fields}
    if fields["state"] == Post.State.DRAFT:
        fields["published_at"] = None
    return Post.objects.create(
        school=group.school,
        group=group,
        author=author,
        author_role=Membership.Role.TEACHER,
        title=title,
        **fields,
    )


def make_comment(post: Post, author: User, text: str = "Wat leuk!", **fields: Any) -> Comment:
    comment = Comment.objects.create(
        post=post,
        author=author,
        author_role=Membership.Role.PARENT,
        text=text,
        **{"created_at": NOW, **fields},
    )
    post.comment_count += 1
    post.save(update_fields=["comment_count"])
    return comment


def make_photo(post: Post, *, checked: bool = True, **fields: Any) -> Photo:
    """A photo as a row; without files unless a test writes them."""
    by = {"checked_by": post.author, "checked_at": NOW} if checked else {}
    return Photo.objects.create(
        post=post,
        uploaded_by=post.author,
        state=Photo.State.READY,
        width=1600,
        height=1200,
        master_name=fields.pop("master_name", "photos/aa/master.jpg"),
        sha256=uuid.uuid4().hex * 2,
        **by,
        **fields,
    )


def make_region(photo: Photo, child: Child | None = None, **fields: Any) -> Region:
    box = {"x": 0.4, "y": 0.4, "width": 0.1, "height": 0.15, **fields}
    return Region.objects.create(photo=photo, child=child, drawn_by=photo.uploaded_by, **box)


def make_found(photo: Photo, child: Child | None = None, *, score: float = 0.5, **fields: Any) -> Region:
    """A face as the detector found it; with a child or another state as somebody decided about it."""
    state = fields.pop("state", Region.State.CONFIRMED if child else Region.State.DETECTED)
    decided = state != Region.State.DETECTED
    box = {"x": 0.1, "y": 0.4, "width": 0.1, "height": 0.15, "drawn_at": NOW, **fields}
    return Region.objects.create(
        photo=photo,
        child=child,
        state=state,
        score=score,
        detector="test",
        decided_by=photo.uploaded_by if decided else None,
        decided_at=NOW if decided else None,
        **box,
    )


def make_outside_use(photo: Photo, child: Child, by: User, audience: str = "website") -> OutsideUse:
    """A photo on the website with this child recognisable in it."""
    about = Purpose.objects.about(Purpose.Subject.CHILD)
    purpose = about.get(school=photo.post.school, audience=audience)
    use = OutsideUse.objects.create(
        photo=photo,
        purpose=purpose,
        where="https://school.kring.test/nieuws",
        placed_on=NOW.date(),
        placed_by=by,
        mask_key="0" * 24,
    )
    use.children.add(child)
    return use


def make_take_down(use: OutsideUse, child: Child, owner: User) -> TakeDown:
    return TakeDown.objects.create(
        outside_use=use, child=child, reason="request", owner=owner, due_on=date(2026, 10, 20), opened_at=NOW
    )


def make_house_rules(school: School, by: User, version: int = 1) -> PolicyDocument:
    return PolicyDocument.objects.create(
        school=school,
        kind=PolicyDocument.Kind.HOUSE_RULES,
        version=version,
        title="Onze afspraken",
        text="Wij zijn aardig.",
        published_by=by,
        published_at=timezone.now(),
    )


def make_absence(child: Child, by: User, **fields: Any) -> Absence:
    """A report through the real action, of today unless it says otherwise."""
    now = fields.pop("now", None) or timezone.now()
    today = timezone.localdate(now)
    details = {"kind": "ill", "first_on": today, "last_on": fields.get("first_on", today), **fields}
    return report_absence(
        absence_id=uuid.uuid4(),
        child=child,
        school=child.enrolments.current()[0].group.school,
        details=Details(**details),
        by=by,
        now=now,
    )


def make_leave(*children_then_by: Any, days_ahead: int = 7, days: int = 1, **fields: Any) -> LeaveRequest:
    """A request for leave through the real action: children first, who asks last."""
    *children, by = children_then_by
    now = fields.pop("now", None) or timezone.now()
    first = timezone.localdate(now) + timedelta(days=days_ahead)
    wish = {"ground": "circumstances", "first_on": first, "text": "Oma trouwt.", **fields}
    return request_leave(
        request_id=uuid.uuid4(),
        children=children,
        school=children[0].enrolments.current()[0].group.school,
        wish=Wish(**{"last_on": wish["first_on"] + timedelta(days=days - 1), **wish}),
        document=None,
        by=by,
        now=now,
    )


def make_conversation(child: Child, by: User, *guardians: User, **fields: Any) -> Conversation:
    """A conversation about a child, begun by a guardian or, with `guardians`, by staff."""
    return conversations.start_about_child(
        conversation_id=fields.get("pk") or uuid.uuid4(),
        child=child,
        school=child.enrolments.current()[0].group.school,
        subject=fields.get("subject", "Lezen"),
        guardians=guardians,
        by=by,
        now=fields.get("now", NOW),
    )


def make_message(conversation: Conversation, by: User, text: str = "Dag juf", **more: Any) -> Message:
    """Say something, through the real action, so that it arrives when it should."""
    now, pk = more.pop("now", NOW), more.pop("pk", None)
    return conversations.send_message(
        message_id=pk or uuid.uuid4(),
        conversation=conversation,
        writing=conversations.Writing(text, **more),
        by=by,
        now=now,
    )


def make_message_photo(conversation: Conversation, by: User) -> MessageFile:
    """A photo of nobody beside a message that is not sent yet, prepared as the task does."""
    file = conversations.add_file(
        conversation=conversation, file=io.BytesIO(drawn()), name="bos.jpg", by=by, now=timezone.now()
    )
    return conversations.prepare_file(file=file)


def make_message_document(conversation: Conversation, by: User) -> MessageFile:
    """A document that went along with a message."""
    stored = write_private("conversations/aa/letter.pdf", b"%PDF-1.7 %%EOF")
    message = make_message(conversation, by, "Zie de brief.")
    Message.objects.filter(pk=message.pk).update(has_files=True)
    return MessageFile.objects.create(
        conversation=conversation,
        message=message,
        kind=MessageFile.Kind.DOCUMENT,
        state=MessageFile.State.READY,
        name="brief.pdf",
        sha256="b" * 64,
        stored_as=stored,
        uploaded_by=by,
    )


def make_device(user: User, name: str = "Chrome op Android", **fields: Any) -> PushDevice:
    """A browser at a push service that is none: nothing can be sent there."""
    endpoint = fields.pop("endpoint", f"https://push.kring.test/{next(_numbers)}")
    keys = {"p256dh": "p" * 87, "auth": "a" * 22}
    return PushDevice.objects.create(
        user=user, name=name, endpoint=endpoint, created_at=NOW, sign_in=sign_in_mark(user), **keys | fields
    )


def make_newsletter(group: SchoolGroup, by: User, *chosen: Post, **fields: Any) -> Newsletter:
    """A newsletter through the real actions; placed, unless `is_placed` says otherwise."""
    now, is_placed = fields.pop("now", NOW), fields.pop("is_placed", True)
    words = {"title": "Nieuwsbrief week 41", "intro": "Het wordt herfst.", **fields}
    newsletter = save_newsletter(
        newsletter_id=uuid.uuid4(),
        group=group,
        draft=Draft(**words, chosen=[post.pk for post in chosen]),
        by=by,
        now=now,
    )
    if is_placed:
        place_newsletter(newsletter=newsletter, by=by, now=now)
    return Newsletter.objects.select_related("post__group__school").get(pk=newsletter.pk)
