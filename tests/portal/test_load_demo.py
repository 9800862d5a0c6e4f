"""The demo school: whole, the same every time, and with nobody where they do not belong."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from agenda.models import Absence, LeaveRequest
from consent.models import Decision, Objection, Receipt
from consent.queries.recognising import reasons, recognisable, shown_to
from consent.rules import Reason
from conversations.models import Conversation
from delivery import tasks
from delivery.models import AddressState, Delivery
from delivery.queries.reach import reach_of
from groups import permissions
from groups.models import Enrolment, Membership, School, SchoolGroup
from moderation.models import DossierDocument, Incident, Removal
from people.models import Child, Invitation, ParentalAuthority, User
from policies.queries import documents_to_accept
from portal.demo.ids import address
from portal.demo.school import CAST, PASSWORD
from posts.models import Comment, Photo, Post, Reaction, Region, Rendition
from posts.queries.masks import masks_for

PHOTOS = 10


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo school, loaded once for this module and rolled back after it."""
    media = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        call_command("load_demo", photos=PHOTOS, stdout=StringIO())
        yield media
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo, db):
    return demo


def person(name):
    return User.objects.get(email=address(name))


def readable(name):
    return set(permissions.groups_where(person(name), "view").values_list("name", flat=True))


def wide_name():
    return SchoolGroup.objects.school_wide().get(school__brin="99ZZ").name


def test_the_school_is_as_large_as_a_school(loaded):
    assert str(School.objects.get(brin="99ZZ").board) == "Stichting De Kring"
    assert SchoolGroup.objects.classes().count() == 8
    assert Child.objects.count() == 200
    staff = Membership.objects.active(timezone.localdate()).exclude(role="parent")
    assert staff.values("user").distinct().count() == 20


def test_every_group_has_six_weeks_of_posts(loaded):
    long_ago = timezone.now() - timedelta(weeks=5)
    for group in SchoolGroup.objects.all():
        assert group.posts.filter(state="published").count() >= 8
        assert group.posts.filter(published_at__lt=long_ago).exists()
    assert not Post.objects.filter(published_at__gt=timezone.now()).exists()
    assert Comment.objects.count() > 200
    assert Reaction.objects.count() > 300


def test_the_cast_signs_in_and_who_left_does_not(loaded):
    for name in CAST:
        assert person(name).check_password(PASSWORD)
        assert EmailAddress.objects.filter(user=person(name), verified=True, primary=True).exists()
    assert [name for name in CAST if not person(name).is_active] == ["ilse"]


def test_only_the_cast_can_sign_in(loaded):
    others = User.objects.exclude(email__in=[address(name) for name in CAST])
    assert others.count() > 200
    assert not any(user.has_usable_password() for user in others)


def test_parents_read_the_groups_of_their_children_and_nothing_else(loaded):
    assert readable("carla") == {"5B", "6A", wide_name()}
    assert readable("dirk") == {"5B", wide_name()}
    assert readable("farid") == {"6A", wide_name()}


def test_staff_read_what_their_role_reads(loaded):
    assert len(readable("greet")) == 9
    assert readable("anna") == {"5B", wide_name()}
    assert readable("henk") == readable("office") == {wide_name()}
    assert readable("ilse") == set()


def test_the_index_of_rights_agrees_with_the_memberships(loaded):
    assert sum(permissions.rebuild(group) for group in SchoolGroup.objects.all()) == 0


def test_guardians_in_every_situation_are_there(loaded):
    rows = ParentalAuthority.objects
    assert set(rows.values_list("authority", flat=True)) == {"yes", "no", "unknown"}
    assert rows.exclude(blocked_at=None).count() == 1
    assert Invitation.objects.open(timezone.now()).count() == 5
    states = set(Membership.objects.filter(group__name__in=["5B", "6A"]).values_list("state", flat=True))
    assert {"pending", "parked", "active"} <= states


def test_emma_is_recognisable_in_her_group_but_not_for_the_whole_school(loaded):
    emma, school = person("dirk").authorities.get().child, School.objects.get()
    today = timezone.localdate()
    assert recognisable([emma.pk], school=school, audience="group", today=today) == {emma.pk}
    assert recognisable([emma.pk], school=school, audience="school", today=today) == set()


def test_choices_about_pictures_in_every_state(loaded):
    ids = list(Child.objects.values_list("pk", flat=True))
    found = reasons(ids, school=School.objects.get(), audience="school", today=timezone.localdate())
    # A child that left is in no list, and the school asks everything there is.
    assert set(found.values()) == set(Reason) - {Reason.NOT_HERE, Reason.NOT_ASKED, Reason.NOT_TODAY}
    assert Objection.objects.on_days([timezone.localdate()]).count() == 1
    assert not Decision.objects.filter(decided_by=person("farid")).exists()


def test_who_works_at_the_school_decided_about_the_own_picture(loaded):
    people = {name: person(name).pk for name in ("anna", "bram", "henk")}
    found = shown_to(
        ["school"],
        children=[],
        people=people.values(),
        school=School.objects.get(),
        today=timezone.localdate(),
    )
    assert found["school"].people == {people["anna"]}


def test_old_choices_have_receipts_that_are_not_mailed_again(loaded):
    assert not Decision.objects.filter(receipt=None).exists()
    assert not Receipt.objects.filter(mailed_at=None).exists()


def test_everybody_accepted_the_house_rules_but_farid(loaded):
    now = timezone.now()
    waiting = [name for name in CAST if documents_to_accept(person(name), now)]
    assert waiting == ["farid"]


def test_one_comment_is_reported_and_one_is_gone_with_its_hard_copy(loaded):
    assert Incident.objects.get(state="open").group.name == "5B"
    removal = Removal.objects.get()
    assert removal.comment.state == Comment.State.REMOVED
    assert removal.document == DossierDocument.objects.get()
    assert (loaded / removal.document.stored_as).stat().st_size == removal.document.byte_count


def test_frames_name_children_of_the_group(loaded):
    assert Photo.objects.count() == PHOTOS
    named = Region.objects.exclude(child=None).select_related("photo__post")
    assert named.exists()
    assert all(Enrolment.objects.filter(group=r.photo.post.group, child=r.child).exists() for r in named)


def test_the_first_pages_are_drawn_for_what_is_covered_now(loaded):
    photos = list(Photo.objects.filter(post__state="published", post__group__name="5B"))
    masks = masks_for(photos, today=timezone.localdate())
    assert photos
    for photo in photos:
        assert Rendition.objects.filter(photo=photo, mask_key=masks[photo.pk].key).count() == 3


def test_nobody_outside_hears_of_it(loaded, mailoutbox):
    assert connection.run_on_commit == []
    assert mailoutbox == []


def test_loading_again_changes_nothing(loaded):
    counts = [model.objects.count() for model in (User, Child, Post, Photo, Decision, Membership)]
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert "nothing changed" in out.getvalue()
    assert [model.objects.count() for model in (User, Child, Post, Photo, Decision, Membership)] == counts


def test_some_children_are_absent_and_one_family_asks_leave(loaded):
    assert Absence.objects.count() == 5
    assert Absence.objects.filter(last_on=None).count() == 1
    assert not Absence.objects.filter(child__authorities__guardian=person("carla")).exists()
    assert LeaveRequest.objects.waiting().get().requested_by == person("carla")


def test_there_are_conversations_and_only_who_is_in_one_reads_it(loaded):
    now = timezone.now()
    read = {
        name: set(Conversation.objects.visible_to(person(name), now).values_list("subject", flat=True))
        for name in ("carla", "farid", "anna", "henk")
    }
    assert read["carla"] == {"Lezen thuis"}
    assert read["farid"] == {"Tandarts"}
    assert read["anna"] == {"Lezen thuis", "Sportdag"}
    assert read["henk"] == set()


def test_nothing_that_was_placed_before_it_was_loaded_is_mailed_afterwards(loaded):
    tasks.plan_news()
    tasks.plan_missed()
    assert Delivery.objects.filter(state="sent").exists()
    assert not Delivery.objects.queued().filter(due_at__lte=timezone.now()).exists()


def test_the_director_reads_a_number_of_a_school_and_words_for_a_class(loaded):
    reached = {
        post.group.name: reach_of(post, now=timezone.now()).line[0]
        for post in Post.objects.filter(importance="important").select_related("group")
    }
    assert reached[wide_name()].total > 100
    assert reached["5B"].total is None


def test_one_family_has_addresses_that_the_office_calls_about(loaded):
    assert 1 <= AddressState.objects.exclude(flagged_at=None).count() <= 2


def test_some_said_that_they_read_what_asked_for_it(loaded):
    asked = Post.objects.get(asks_confirmation=True)
    assert 5 <= asked.confirmations.count() < 20
