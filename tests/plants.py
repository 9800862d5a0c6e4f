"""Planted bugs: each takes one guard away, and names the test that must then go red.

`PLANT=<name> pytest <test>` runs a test with the bug in place; tests/test_planted_bugs.py does so for all of
them. A green test proves little until it has been seen red. Nothing of this is reachable outside the tests.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from importlib import import_module
from typing import Any
from unittest import mock
from xml.etree.ElementTree import XMLParser

from django.utils import timezone

from consent.models import Receipt
from consent.queries import choices
from consent.queries.recognising import Reason, Shown
from groups.models import School


@dataclass(frozen=True)
class Plant:
    """What is replaced (dotted path), by what, and the test that catches it."""

    target: str
    bug: Callable[..., Any] | object
    caught_by: str


def anything(*_args: Any, **_kwargs: Any) -> bool:
    return True


class EveryKey(str):
    """Equal to every key."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True


class Everybody(set[Any]):
    """Holds every id."""

    def __contains__(self, item: object) -> bool:
        return True


def any_key(photos: Iterable[Any], *, today: date, viewer: Any = None) -> dict[Any, Any]:
    masks = import_module("posts.queries.masks")
    return {photo.pk: masks.Mask(EveryKey(), (), 0, EveryKey()) for photo in photos}


class EveryFile(bytes):
    """Equal to every content."""

    __hash__ = bytes.__hash__

    def __ne__(self, other: object) -> bool:
        return False


def fails(*_args: Any, **_kwargs: Any) -> bytes:
    raise ValueError("planted")


def every_post(now: Any) -> Any:
    return import_module("posts.models").Post.objects.all()


def nothing(*_args: Any, **_kwargs: Any) -> list[object]:
    return []


def value(constant: bool) -> Any:
    return import_module("django.db.models").Value(
        constant, output_field=import_module("django.db.models").BooleanField()
    )


def overruled(holiday: Any, periods: Any, _today: date) -> Any:
    calendar = import_module("hours.queries.calendar")
    moved = calendar.Change.MOVED if periods else calendar.Change.NEW
    return calendar.Proposal(holiday, moved, periods[0] if periods else None)


def guardians_everywhere(_groups: Any, _now: Any) -> Any:
    return import_module("people.models").ParentalAuthority.objects.select_related("child", "guardian")


DOSSIER_GUARDS = import_module("moderation.migrations.0006_dossier_guards").GUARDS
EVERY_LEAF = "tests/posts/test_masks_property.py::test_what_is_covered_is_what_the_promise_says"


def ring_everybody(self: Any, data: bytes) -> None:
    for stream in self.everyone():
        stream.tell(json.loads(data)["about"])


def one_of_the_schools() -> Any:
    return import_module("portal.context").Frame(school=School.objects.first())


def everything_that_waits(user: Any) -> Any:
    return import_module("delivery.actions.preferences")._waiting(user).filter(post__isnull=False)


def unsigned_stop(token: str) -> Any:
    user, _dot, what = token.partition(":")[0].partition(".")
    try:
        return import_module("delivery.links")._long(user), what
    except ValueError:
        return None


def stop_by_looking(room: Any, what: str) -> list[Any]:
    import_module("delivery.actions.preferences").stop_mail(by=room.user, what=what, now=timezone.now())
    return []


PLANTS = {
    "anybody opens a conversation": Plant(
        "conversations.models.ConversationQuerySet.visible_to",
        lambda self, user, now: self,
        "tests/conversations/test_detail.py::test_nobody_else_finds_it",
    ),
    "what waits for the hours is read at once": Plant(
        "conversations.models.MessageQuerySet.arrived",
        lambda self, user, now: self.filter(arrivals__user=user),
        "tests/conversations/test_detail.py"
        "::test_what_is_held_says_until_when_to_its_writer_and_is_not_there_for_its_reader",
    ),
    "staff are called in by anybody": Plant(
        "conversations.permissions.may_call_in",
        anything,
        "tests/conversations/test_together.py::test_only_a_guardian_calls_somebody_in",
    ),
    "nobody looks whether two have one name": Plant(
        "conversations.views.starting.namesakes",
        lambda child, school, today: [],
        "tests/conversations/test_starting.py::test_two_of_one_name_are_shown_and_the_right_one_is_ticked",
    ),
    "a conversation begins about any child": Plant(
        "conversations.views.fetching.children_for",
        lambda user: import_module("people.models").Child.objects.all(),
        "tests/conversations/test_starting.py::test_strangers_do_not_find_the_child",
    ),
    "a report of illness is for everybody to read": Plant(
        "agenda.models.absences.AbsenceQuerySet.visible_to",
        lambda self, user: self,
        "tests/agenda/test_readers.py::test_nobody_else_finds_anything",
    ),
    "one parent reads what the other wrote about an absence": Plant(
        "agenda.permissions.may_read_words",
        anything,
        "tests/agenda/test_readers.py::test_the_other_parent_knows_the_days_and_never_the_words_or_whose",
    ),
    "anybody reports any child absent": Plant(
        "agenda.actions.absences.may_report",
        anything,
        "tests/agenda/test_reporting.py::test_a_child_of_somebody_else_cannot_be_chosen",
    ),
    "why a child was absent is kept for ever": Plant(
        "agenda.actions.keeping._blank_absences",
        lambda *_args: 0,
        "tests/agenda/test_keeping.py::test_after_it_only_the_days_are_left",
    ),
    "a request for leave is for everybody to read": Plant(
        "agenda.models.leave.LeaveRequestQuerySet.visible_to",
        lambda self, user: self,
        "tests/agenda/test_leave.py::test_nobody_but_who_asked_and_the_director_reads_it",
    ),
    "a director decides about the own family": Plant(
        "agenda.actions.leave.may_decide",
        anything,
        "tests/agenda/test_leave.py::test_only_who_leads_the_school_answers_and_never_about_the_own_family",
    ),
    "work at the school opens what the other parent wrote": Plant(
        "agenda.permissions.is_family",
        lambda *_args: False,
        "tests/agenda/test_readers.py::test_the_office_writes_nothing_about_the_own_family",
    ),
    "a director reads why the other parent asks for leave": Plant(
        "agenda.permissions.may_read_reasons",
        anything,
        "tests/agenda/test_leave.py::test_a_director_who_is_the_other_parent_reads_the_days_and_no_reason",
    ),
    "a no that is said while a post waits is not heard": Plant(
        "posts.actions.scheduling.names_refused_since",
        lambda *_args, **_more: False,
        "tests/posts/test_scheduled_posts.py::test_a_no_to_a_name_that_is_said_meanwhile_counts",
    ),
    "a director grants a month": Plant(
        "agenda.queries.leave.MOST_DAYS",
        1000,
        "tests/agenda/test_leave.py::test_more_than_ten_school_days_are_not_the_directors",
    ),
    "an answer about leave can be changed": Plant(
        "agenda.migrations.0002_guards.GUARDS",
        [],
        "tests/agenda/test_guards.py::test_an_answer_stays_as_it_was_given",
    ),
    "the own child is open to everybody": Plant(
        "posts.queries.masks._children_of", lambda viewer: Everybody(), EVERY_LEAF
    ),
    "a child that does not want to be seen is shown": Plant(
        "consent.models.ObjectionQuerySet.standing", lambda self: self.none(), EVERY_LEAF
    ),
    "what a child said about one photo is forgotten": Plant(
        "posts.queries.masks._objects_to_photo", lambda: value(False), EVERY_LEAF
    ),
    "an old yes counts for ever": Plant(
        "consent.queries.recognising.last_day",
        lambda *_args, **_rest: None,
        "tests/posts/test_masks.py::test_a_yes_counts_until_the_deadline_in_the_next_school_year",
    ),
    "a post for the parents of the pictured is for everybody": Plant(
        "posts.models.PostQuerySet.meant_for",
        lambda self, user, today: self,
        "tests/posts/test_pictured_readers.py::test_a_parent_of_a_child_that_is_not_on_the_photos_finds_no_way_in",
    ),
    "a name stands beside a photo without a yes to it": Plant(
        "posts.queries.beside.recognisable",
        lambda ids, **_rest: set(ids),
        "tests/posts/test_names_beside.py::test_without_a_yes_to_the_name_the_own_parent_reads_none_either",
    ),
    "names in the words of a post are not looked for": Plant(
        "posts.queries.publishing.names_found",
        nothing,
        "tests/posts/test_publish_check.py::test_a_form_made_by_hand_finds_no_other_door",
    ),
    "an uncovered photo is served at full size": Plant(
        "posts.views.photos.OPEN_SIZES",
        (2000, 1000, 320),
        "tests/posts/test_photos_seen.py::test_an_open_photo_of_full_size_does_not_exist",
    ),
    "an eye in a close-up is a face of its own": Plant(
        "common.centerface.PART",
        2.0,
        "tests/common/test_faces.py::test_a_face_that_fills_the_picture_is_one_face",
    ),
    "a smeared photo passes for sharp": Plant(
        "common.images.weakness.BLURRED",
        0.0,
        "tests/common/test_weakness.py::test_blurred_is_said_where_faces_begin_to_be_missed",
    ),
    "posts of every group are in the feed": Plant(
        "posts.models.PostQuerySet.visible_to",
        lambda self, user, now: self.shown(now),
        "tests/test_every_url.py::test_everybody_gets_what_the_table_says[POST posts:post-react post_id=post]",
    ),
    "a photo is served without asking for its post": Plant(
        "posts.models.PhotoQuerySet.visible_to",
        lambda self, user, now: self.all(),
        "tests/test_flows.py::test_a_post_with_a_photo_shows_each_child_as_its_parents_chose",
    ),
    "a face nobody decided about is open": Plant(
        "posts.models.RegionQuerySet.standing",
        lambda self: self.filter(state__in=["confirmed", "manual"]),
        "tests/posts/test_faces.py::test_a_found_face_is_covered_until_somebody_with_a_yes_is_named",
    ),
    "one click shows a likely face": Plant(
        "posts.models.Region.is_likely",
        False,
        "tests/posts/test_faces.py::test_no_face_is_asked_twice_where_the_detector_is_sure",
    ),
    "what was open stays on the disk after the term": Plant(
        "posts.actions.retiring.delete_after_commit",
        nothing,
        "tests/posts/test_retiring.py::test_the_master_becomes_what_everybody_sees",
    ),
    "consent is not asked": Plant(
        "posts.queries.masks.shown_to",
        lambda audiences, *, children, people, **_rest: {
            key: Shown(set(children), set(people)) for key in audiences
        },
        "tests/test_flows.py::test_a_no_works_backwards_at_the_next_request",
    ),
    "an old address of a photo keeps working": Plant(
        "posts.views.photos.masks_for",
        any_key,
        "tests/test_flows.py::test_a_no_works_backwards_at_the_next_request",
    ),
    "the database lets go of what has no hard copy": Plant(
        "moderation.migrations.0006_dossier_guards.GUARDS",
        [guard for guard in DOSSIER_GUARDS if not guard[0].startswith("comment_")],
        "tests/moderation/test_guards.py::test_a_comment_is_not_deleted_or_blanked",
    ),
    "no guard holds what is said between few": Plant(
        "moderation.migrations.0011_message_guards.GUARDS",
        [],
        "tests/moderation/test_message_guards.py::test_a_message_is_not_deleted_or_blanked",
    ),
    "every teacher of the group reads a report between few": Plant(
        "moderation.queries.handlers.teaching_in",
        lambda conversation, today: import_module("people.models").User.objects.filter(
            memberships__role="teacher"
        ),
        "tests/moderation/test_messages.py::test_a_teacher_of_the_group_who_is_not_in_it_reads_nothing",
    ),
    "a handler reads on past what is needed": Plant(
        "moderation.queries.talks.CONTEXT",
        1000,
        "tests/moderation/test_messages.py"
        "::test_the_director_reads_the_message_and_ten_before_it_and_no_other_address",
    ),
    "a hidden message is still read": Plant(
        "conversations.models.MessageQuerySet.shown",
        lambda self: self.all(),
        "tests/moderation/test_messages.py::test_nothing_of_a_hidden_message_is_left_anywhere",
    ),
    "two of three silence the third": Plant(
        "moderation.actions.reporting._hides",
        anything,
        "tests/moderation/test_messages.py::test_two_reports_hide_nothing_between_few",
    ),
    "photos outlive the message they came with": Plant(
        "conversations.removal._take_files",
        nothing,
        "tests/moderation/test_messages.py"
        "::test_photos_and_documents_are_kept_in_the_dossier_and_gone_from_the_conversation",
    ),
    "a frozen group goes on between few": Plant(
        "conversations.permissions.may_write_in",
        anything,
        "tests/moderation/test_talk_braking.py::test_parents_write_nothing_to_one_another_in_a_frozen_group",
    ),
    "SQL goes around the guards": Plant(
        "moderation.migrations.0012_said_stays_said.GUARDS",
        [],
        "tests/moderation/test_guards_around.py::test_the_hard_copy_of_one_thing_removes_nothing_else",
    ),
    "forms of strangers are believed": Plant(
        "django.middleware.csrf.CsrfViewMiddleware.process_view",
        lambda self, request, callback, args, kwargs: None,
        "tests/test_every_url.py::test_no_form_is_believed_without_its_token",
    ),
    "one yes is enough": Plant(
        "consent.queries.recognising.is_recognisable",
        lambda case: any(answer.permits for answer in case.answers),
        "tests/consent/test_recognisable.py::test_a_refusal_by_one_parent_covers_the_child",
    ),
    "anybody may choose for a child": Plant(
        "people.models.ChildQuerySet.in_authority_of",
        lambda self, user: self.all(),
        "tests/test_every_url.py::test_everybody_gets_what_the_table_says[GET consent:child child_id=emma]",
    ),
    "anybody speaks for a child": Plant(
        "consent.actions.objections.may_speak_for",
        anything,
        "tests/consent/test_objections.py::test_nobody_else_does[bram]",
    ),
    "a yes on paper undoes a no": Plant(
        "consent.actions.paper.why_not_yes",
        lambda *_args, **_kwargs: {},
        "tests/consent/test_paper.py::test_a_yes_on_paper_never_undoes_a_no_of_that_day_or_later[today]",
    ),
    "the office is told whose parents differ": Plant(
        "consent.views.director.schools_where",
        lambda user, *verbs: School.objects.order_by("pk"),
        "tests/consent/test_overview.py::test_only_who_leads_the_school_sees_that_guardians_differ[olga]",
    ),
    "a receipt is believed unread": Plant(
        "consent.queries.receipts.is_sealed",
        anything,
        "tests/consent/test_receipts.py::test_a_changed_word_or_byte_is_named",
    ),
    "the receipt of the other guardian opens": Plant(
        "consent.queries.receipts._own",
        lambda user: Receipt.objects.all(),
        "tests/consent/test_receipts.py::test_the_receipt_of_somebody_else_is_not_there[dirk]",
    ),
    "a guardian takes the choices of the other along": Plant(
        "consent.queries.export._mine",
        lambda reach: reach.child.authorities.all(),
        "tests/consent/test_export.py::test_a_guardian_gets_the_own_choices_and_no_others",
    ),
    "an old yes is ticked again": Plant(
        "consent.views.children.ticked_for",
        lambda user, chosen, copied, today: choices.own_answers(user, chosen),
        "tests/consent/test_choosing_again.py::test_a_choice_of_long_ago_is_told_and_not_ticked",
    ),
    "hidden posts are shown": Plant(
        "posts.models.Post.SHOWN_STATES",
        ["published", "removed", "hidden"],
        "tests/test_every_url.py::test_everybody_gets_what_the_table_says[GET posts:post-detail post_id=hidden]",
    ),
    "drafts of a colleague can be opened": Plant(
        "posts.models.PostQuerySet.drafts_of",
        lambda self, user: self.filter(state="draft"),
        "tests/test_every_url.py::test_everybody_gets_what_the_table_says[GET posts:post-edit post_id=draft]",
    ),
    "anybody who posts sends an emergency": Plant(
        "posts.permissions.may_send_emergency",
        anything,
        "tests/posts/test_importance.py::test_an_emergency_is_for_the_whole_school_and_from_its_director",
    ),
    "who cannot read a post confirms it": Plant(
        "posts.permissions.may_confirm",
        anything,
        "tests/posts/test_confirm_read.py::test_who_is_not_asked_or_cannot_read_it_does_not",
    ),
    "what was sent is taken back": Plant(
        "posts.actions.desk.why_not_back",
        lambda post, now: "",
        "tests/posts/test_take_back.py::test_after_the_window_it_is_too_late",
    ),
    "a taken back post loses what others read": Plant(
        "posts.models.PostVersion.objects.create",
        anything,
        "tests/posts/test_take_back.py::test_it_is_placed_again_with_new_words_and_another_window",
    ),
    "a membership that ended still counts": Plant(
        "groups.models.MembershipQuerySet.active",
        lambda self, today: self.all(),
        "tests/groups/test_access_follows.py::test_an_open_session_loses_the_group_at_the_next_request",
    ),
    "the teacher posts in the school-wide group": Plant(
        "groups.permissions.MANAGEMENT_VERBS", frozenset(), "tests/test_permissions_table.py"
    ),
    "the right alone opens, without a membership": Plant(
        "groups.permissions.Exists",
        lambda queryset: import_module("django.db.models").Value(True),
        "tests/test_permissions_table.py::test_a_row_smuggled_into_the_index_opens_nothing",
    ),
    "whoever it is about handles the report": Plant(
        "moderation.models.IncidentQuerySet.visible_to",
        lambda self, user: self.filter(
            group__in=import_module("groups.permissions").groups_where(user, "moderate")
        ),
        "tests/moderation/test_reporting.py::test_whoever_it_is_about_never_sees_the_report",
    ),
    "a teacher reads who reported": Plant(
        "moderation.views.handling.may_see_reporters",
        anything,
        "tests/moderation/test_removing.py::test_names_of_reporters_are_for_the_director",
    ),
    "a hard copy is believed without reading it": Plant(
        "moderation.actions.removing.is_unchanged",
        anything,
        "tests/moderation/test_removing.py::test_a_hard_copy_that_changed_on_disk_stops_the_removal",
    ),
    "a stored document is believed without reading it back": Plant(
        "moderation.actions.chaining.read_private",
        lambda name: EveryFile(),
        "tests/moderation/test_archiving.py::test_a_file_that_reads_back_otherwise_is_no_document",
    ),
    "text that breaks the printer stops the removal": Plant(
        "moderation.actions.printing._plain",
        fails,
        "tests/moderation/test_archiving.py::test_what_breaks_the_printer_is_printed_plain",
    ),
    "the dossier shows whoever was behind a leaf": Plant(
        "moderation.actions.printing.render",
        lambda master, covered, *rest: import_module("common.images").render(master, [], *rest),
        "tests/moderation/test_archiving.py::test_a_photo_is_kept_as_everybody_saw_it",
    ),
    "a document does not say where the chain stood": Plant(
        "moderation.queries.chain.head_of",
        lambda school: {"sequence": 0, "link": "0" * 64},
        "tests/moderation/test_archiving.py::test_the_first_page_names_the_chain_the_handler_and_the_reason",
    ),
    "the inspectorate reads names of others": Plant(
        "moderation.actions.exporting.masked",
        lambda facts, incident: {**facts, "masked": True},
        "tests/moderation/test_exporting.py::test_for_the_inspection_others_are_roles_in_every_file",
    ),
    "a teacher takes a dossier out of the portal": Plant(
        "moderation.actions.exporting.may_lead",
        anything,
        "tests/moderation/test_exporting.py::test_the_director_alone_takes_it_and_that_is_written_down",
    ),
    "the sweep takes files that a row names": Plant(
        "moderation.actions.sweeping._named",
        lambda files: set(),
        "tests/moderation/test_sweeping.py::test_only_what_no_row_names_goes",
    ),
    "the house rules are not asked": Plant(
        "policies.middleware.documents_to_accept",
        nothing,
        "tests/policies/test_gate.py::test_every_page_leads_to_the_rules_with_the_way_back",
    ),
    "html is not cleaned": Plant(
        "common.markup.nh3.clean", lambda html, **_rules: html, "tests/common/test_markup.py"
    ),
    "codes may be guessed for ever": Plant(
        "common.limits.Limit.take",
        anything,
        "tests/groups/test_join.py::test_five_wrong_codes_close_the_door_for_this_source_only",
    ),
    "an export may hold entities": Plant(
        "groups.roster.safe_xml.DefusedXMLParser",
        lambda target, encoding, **_locks: XMLParser(target=target, encoding=encoding),
        "tests/groups/roster/test_refusals.py::test_document_types_and_entities_are_refused",
    ),
    "an export waits on the disk as it came": Plant(
        "groups.actions.roster_uploads.without_the_rest",
        lambda data: data,
        "tests/groups/test_roster_import.py::test_the_file_that_waits_holds_nothing_that_is_not_read",
    ),
    "a code lives on after its address": Plant(
        "people.actions.revoke_invitations",
        nothing,
        "tests/groups/test_guardians.py::test_a_code_sent_to_an_old_address_stops_working",
    ),
    "pupils go without asking": Plant(
        "groups.roster.changes.RosterPlan.needs_confirmation",
        False,
        "tests/groups/test_apply_roster.py",
    ),
    "a photo with faces is said to be empty": Plant(
        "posts.actions.photos.has_frames",
        lambda photo: False,
        "tests/posts/test_tagging_flow.py::test_nobody_is_never_said_of_a_photo_with_a_frame",
    ),
    "taking back goes over what a colleague decided": Plant(
        "posts.actions.undo.is_untouched",
        anything,
        "tests/posts/test_undo.py::test_what_a_colleague_changed_meanwhile_stays",
    ),
    "any adult can be named on a photo": Plant(
        "posts.actions.regions.adult_seats",
        lambda photo, *, today: import_module("groups.models").Membership.objects.all(),
        "tests/posts/test_tagging_flow.py::test_a_stranger_is_refused_by_the_action_too",
    ),
    "who is blocked decides on": Plant(
        "people.models.ParentalAuthorityQuerySet.unblocked",
        lambda self: self.all(),
        "tests/groups/test_guardians.py::test_a_block_needs_a_reason_and_closes_at_once",
    ),
    "every child is the own child": Plant(
        "posts.queries.masks._children_of",
        lambda viewer: Everybody() if viewer else (),
        "tests/posts/test_own_child.py::test_nobody_else_gets_the_key_of_a_family",
    ),
    "one parent takes back the no of the other": Plant(
        "posts.permissions.may_take_back",
        anything,
        "tests/posts/test_photo_objections.py"
        "::test_the_other_parent_does_not_take_it_back_and_neither_does_the_teacher",
    ),
    "a photo leaves the portal as the class sees it": Plant(
        "posts.views.outside.key_of",
        lambda purpose: "",
        "tests/posts/test_outside.py::test_the_director_sees_and_gets_the_photo_as_it_may_go_there",
    ),
    "what ended a yes is not noticed outside": Plant(
        "posts.queries.outside.reasons_by_audience",
        lambda *_args, **_kwargs: defaultdict(lambda: Reason.RECOGNISABLE),
        "tests/posts/test_outside.py::test_whatever_ends_a_yes_puts_the_place_on_the_list_once",
    ),
    "what was chosen while it was packed is sent along": Plant(
        "posts.queries.downloads.Part.keys",
        [],
        "tests/posts/test_child_download.py::test_a_choice_made_while_it_is_packed_starts_again",
    ),
    "a mail about a no is sent at every visit": Plant(
        "posts.queries.reworks.newly_refused",
        lambda receipt: {"group"},
        "tests/posts/test_reworks.py::test_a_yes_or_the_same_no_again_is_no_work",
    ),
    "a measure is not asked": Plant(
        "groups.permissions.WRITING_VERBS",
        frozenset(),
        "tests/groups/test_restrictions.py::test_in_a_stopped_school_only_the_director_writes",
    ),
    "everybody handles a frozen group": Plant(
        "groups.permissions.holding",
        lambda user, **_outer: import_module("groups.models").Restriction.objects.none(),
        "tests/groups/test_restrictions.py::test_in_a_frozen_group_only_who_handles_it_writes",
    ),
    "a measure that was lifted goes on": Plant(
        "groups.models.RestrictionQuerySet.active",
        lambda self, now: self.filter(ends_at__gt=now),
        "tests/groups/test_restrictions.py::test_lifting_opens_at_once_and_lifting_twice_is_lifting",
    ),
    "a paused conversation goes on": Plant(
        "posts.models.Post.is_paused",
        lambda self, now: False,
        "tests/moderation/test_restrictions.py"
        "::test_a_paused_conversation_takes_comments_and_reactions_of_handlers_only",
    ),
    "an account that stands still signs in": Plant(
        "people.models.User.is_suspended",
        lambda self, now: False,
        "tests/people/test_suspension.py::test_the_right_password_shows_until_when_and_opens_nothing",
    ),
    "another address is asked for without the password": Plant(
        "people.adapters.AccountAdapter.reauthenticate",
        anything,
        "tests/people/test_email_change.py::test_without_the_password_nothing_is_asked[not my password]",
    ),
    "behind a link to another address any password will do": Plant(
        "people.adapters.AccountAdapter.reauthenticate",
        anything,
        "tests/people/test_email_confirm.py::test_on_another_device_the_password_is_asked",
    ),
    "a link to another address works twice": Plant(
        "people.models.EmailChange.delete",
        nothing,
        "tests/people/test_email_confirm.py::test_a_link_works_once",
    ),
    "other sessions outlive another address": Plant(
        "people.actions.addresses.end_sessions",
        nothing,
        "tests/people/test_email_confirm.py::test_other_sessions_end_and_this_one_gets_a_new_key",
    ),
    "a new colleague has any address": Plant(
        "groups.forms.members.is_of",
        anything,
        "tests/groups/test_staff_domain.py::test_a_new_colleague_has_an_address_of_the_school",
    ),
    "a session outlives a suspension": Plant(
        "people.backends.AccountBackend.user_can_authenticate",
        lambda self, user: True,
        "tests/people/test_suspension.py::test_a_session_that_survived_is_still_refused",
    ),
    "a dossier about staff is open to the teachers of the group": Plant(
        "moderation.models.IncidentQuerySet.open_to",
        lambda self, user: self.exclude(about=user),
        "tests/moderation/test_dossier_access.py::test_each_kind_has_its_own_rule[staff-allowed2]",
    ),
    "whoever it is about opens the dossier": Plant(
        "moderation.models.IncidentQuerySet.open_to",
        lambda self, user: self.all(),
        "tests/moderation/test_dossier_access.py::test_never_who_it_is_about_nor_the_parent_of_the_child",
    ),
    "nobody writes down who looked": Plant(
        "moderation.actions.inspect_dossier",
        anything,
        "tests/moderation/test_dossier_access.py::test_opening_counts_once_an_hour_and_is_shown",
    ),
    "a dossier is destroyed before its time": Plant(
        "moderation.actions.keeping.refuse_kept",
        nothing,
        "tests/moderation/test_destruction.py::"
        "test_before_its_date_by_a_teacher_or_on_hold_nothing_is_destroyed",
    ),
    "small numbers are shown": Plant(
        "moderation.queries.statistics.protect",
        lambda counts: [str(count) for count in counts],
        "tests/moderation/test_statistics.py::test_a_table_shows_no_small_number",
    ),
    "a hidden conversation takes comments": Plant(
        "posts.permissions.may_comment",
        lambda user, post: True,
        "tests/moderation/test_threads.py::test_nobody_adds_to_a_hidden_thread_not_even_who_handles_it",
    ),
    "a hidden conversation is printed": Plant(
        "posts.queries.reading._thread",
        lambda post, lines, is_whole: import_module("posts.queries.cards").Thread(
            tuple(lines), post.comment_count, is_whole
        ),
        "tests/moderation/test_threads.py::test_a_hidden_thread_is_seen_by_nobody_and_the_post_by_everybody",
    ),
    "one home hides a comment": Plant(
        "moderation.actions.reporting.independent_reports",
        lambda incident: incident.reports.count(),
        "tests/moderation/test_reporting.py::test_two_guardians_of_one_child_are_one_voice",
    ),
    "the only director hears about the own words": Plant(
        "moderation.queries.handlers._members",
        lambda condition, about, today: (
            import_module("people.models")
            .User.objects.filter(
                memberships__in=import_module("groups.models")
                .Membership.objects.active(today)
                .filter(condition)
            )
            .distinct()
        ),
        "tests/moderation/test_reporting.py"
        "::test_a_report_about_the_only_director_goes_to_the_confidential_address",
    ),
    "the alert leaves without a snapshot": Plant(
        "moderation.actions.braking._keep",
        lambda **_fields: None,
        "tests/moderation/test_braking.py::test_it_pauses_keeps_and_only_then_alerts",
    ),
    "a removed photo keeps its words": Plant(
        "posts.removal._take_photos",
        lambda photos: None,
        "tests/moderation/test_threads.py::test_one_photo_goes_and_the_post_and_the_other_photo_stay",
    ),
    "anybody can be given a report": Plant(
        "moderation.actions.handling.is_handled_by",
        anything,
        "tests/moderation/test_queue.py::test_only_who_may_handle_it_is_offered_and_accepted",
    ),
    "a ring is heard by everybody": Plant(
        "portal.live.hub.Hub.pass_on",
        ring_everybody,
        "tests/portal/test_live_hub.py::test_a_ring_reaches_all_streams_of_its_accounts_and_no_other",
    ),
    "a ring says what was written": Plant(
        "common.live.ABOUT",
        re.compile("(?s).*"),
        "tests/common/test_live.py::test_a_ring_takes_no_text",
    ),
    "a ticket that nobody signed opens a stream": Plant(
        "common.streams.Signer.unsign",
        lambda self, text: text.rpartition(":")[0],
        "tests/common/test_streams.py::test_a_ticket_that_was_changed_is_none",
    ),
    "a ticket never ends": Plant(
        "common.streams.LIFETIME",
        timedelta(days=1),
        "tests/common/test_streams.py::test_a_ticket_ends_after_ten_minutes",
    ),
    "a school holiday holds nothing": Plant(
        "hours.rules.Schedule.is_closed_on",
        lambda self, day: self.week is not None and not self.week.get(day.isoweekday()),
        "tests/hours/test_rules_property.py::test_nothing_is_delivered_in_a_quiet_minute",
    ),
    "the night the clock jumps is a night like others": Plant(
        "hours.rules._clock_change",
        lambda day, zone: None,
        "tests/hours/test_rules_property.py::test_the_next_window_is_the_first_open_minute",
    ),
    "who has no window ever gets it in the night": Plant(
        "hours.queries.arrivals._when_school_opens",
        lambda hours, moment: moment,
        "tests/hours/test_arrivals.py::test_who_is_away_without_end_gets_it_when_the_school_opens",
    ),
    "the own quiet time of a parent is forgotten": Plant(
        "hours.queries.arrivals.quiet_of",
        lambda users: {},
        "tests/hours/test_arrivals.py::test_the_own_quiet_time_of_a_parent_is_kept",
    ),
    "telephones ring in the classroom": Plant(
        "hours.queries.arrivals.lessons_of",
        lambda school: {},
        "tests/hours/test_duty.py::test_no_telephone_of_staff_rings_in_lessons",
    ),
    "anybody passes the hours": Plant(
        "hours.actions.exceptions.may_make_exception",
        anything,
        "tests/hours/test_exceptions.py::test_who_may_not_or_gives_no_reason_passes_nothing",
    ),
    "the day of a holiday is the day in Greenwich": Plant(
        "hours.holidays.AMSTERDAM",
        UTC,
        "tests/hours/test_read_holidays.py::test_midnight_in_amsterdam_is_written_as_the_evening_before",
    ),
    "what a school entered itself is overruled by the list": Plant(
        "hours.queries.calendar._propose",
        overruled,
        "tests/hours/test_calendar.py::test_what_the_school_changed_by_hand_stays",
    ),
    "two who stand in for one another are asked for ever": Plant(
        "hours.queries.duty.stand_in_of",
        lambda person, away: away.get(person),
        "tests/hours/test_duty.py::test_a_stand_in_who_is_away_is_stood_in_for",
    ),
    "a report that anybody can write counts": Plant(
        "common.bounces.constant_time_compare",
        anything,
        "tests/delivery/test_returned_mail.py::test_a_forged_report_does_nothing",
    ),
    "a mail that was taken stays in the mailbox": Plant(
        "common.maildir.MaildirMail.delete",
        anything,
        "tests/common/test_mailboxes.py::test_what_was_taken_is_gone_and_what_is_not_ours_is_set_aside",
    ),
    "a full mailbox counts as an address that is gone": Plant(
        "common.replies._is_full",
        lambda detail, basic, text: False,
        "tests/delivery/test_settling.py::test_a_refusal_counts_for_what_it_says",
    ),
    "the page a device keeps names one school of several": Plant(
        "portal.pwa.door_frame",
        one_of_the_schools,
        "tests/portal/test_offline.py::test_of_more_schools_none_is_named_also_to_somebody_signed_in",
    ),
    "the words of a reader are markup in a mail": Plant(
        "common.stencil.escape",
        lambda words: words,
        "tests/common/test_stencil.py::test_any_words_come_back_as_they_were_and_as_nothing_else",
    ),
    "a name of two lines is a header of a mail": Plant(
        "common.headers.one_line",
        lambda words: words,
        "tests/common/test_stencil.py::test_any_words_come_back_as_they_were_and_as_nothing_else",
    ),
    "a lone line end ends a mail": Plant(
        "common.postbox.with_line_ends",
        lambda data: data,
        "tests/common/test_postbox_trouble.py::test_a_lone_line_end_does_not_end_the_mail",
    ),
    "what a server does not like of us is the fault of the address": Plant(
        "common.smtp.Talk._refusal",
        lambda talk: import_module("common.smtp").Outcome.REFUSED,
        "tests/common/test_postbox.py::test_the_answer_of_the_server_is_the_outcome_and_the_next_mail_leaves",
    ),
    "any address is a push service": Plant(
        "common.push.addresses.origin_of",
        lambda endpoint: endpoint.startswith("https://") or None,
        "tests/common/test_push_addresses.py::test_anything_else_is_not",
    ),
    "an address is looked at only when it is stored": Plant(
        "common.push.line.origin_of",
        lambda endpoint: "/".join(endpoint.split("/")[:3]),
        "tests/common/test_push.py::test_nothing_goes_to_an_address_that_may_not_be_asked_any_more",
    ),
    "the length of a notification tells what it says": Plant(
        "common.push.sealing.STEP",
        1,
        "tests/common/test_push.py::test_the_length_does_not_tell_one_message_from_another",
    ),
    "choices are made for the children of others": Plant(
        "delivery.queries.choices.Room.holds",
        anything,
        "tests/delivery/test_set_preference.py::test_the_child_of_others_is_not_there_to_choose_for",
    ),
    "only on the web holds back what matters": Plant(
        "delivery.actions.preferences._waiting_news",
        everything_that_waits,
        "tests/delivery/test_set_preference.py::test_what_matters_leaves_whatever_is_chosen",
    ),
    "every post from elsewhere stops mail": Plant(
        "delivery.middleware.is_one_click",
        lambda request: request.method == "POST",
        "tests/delivery/test_stop.py::test_a_post_from_elsewhere_that_is_no_such_press_is_refused",
    ),
    "a link that nobody signed stops mail": Plant(
        "delivery.views.stopping.read_stop_token",
        unsigned_stop,
        "tests/delivery/test_stop.py::test_a_link_that_was_not_signed_for_this_is_not_there",
    ),
    "looking at a link stops mail": Plant(
        "delivery.views.stopping.mails_of",
        stop_by_looking,
        "tests/delivery/test_stop.py::test_a_scanner_that_looks_at_every_link_stops_nothing",
    ),
    "notifications go to any address a browser names": Plant(
        "delivery.forms.devices.is_target",
        anything,
        "tests/delivery/test_devices.py::test_what_is_no_browser_is_refused",
    ),
    "one family can be counted": Plant(
        "delivery.figures.ENOUGH",
        1,
        "tests/delivery/test_reach_pages.py::test_neither_page_has_a_number_below_five_nor_one_that_gives_it_away",
    ),
    "the total gives a small number away": Plant(
        "delivery.figures.MOST_OF_FEW",
        0,
        "tests/delivery/test_figures.py::test_each_small_count_could_be_any_of_one_to_four",
    ),
    "teachers see which families were not reached": Plant(
        "delivery.views.print_run.may_print_letters",
        anything,
        "tests/delivery/test_print_run.py::test_only_the_office_and_the_director_see_which_families",
    ),
    "pressing twice makes the codes on the first paper worthless": Plant(
        "delivery.views.print_run.PRESSES",
        mock.Mock(take=anything),
        "tests/delivery/test_print_run.py::test_pressing_twice_makes_codes_once",
    ),
    "the office sees the addresses of every school": Plant(
        "delivery.queries.addresses.guardians_in",
        guardians_everywhere,
        "tests/delivery/test_dead_addresses.py::test_a_parent_of_another_school_is_not_shown_and_not_touched",
    ),
    "one envelope holds the codes of guardians who are spoken to apart": Plant(
        "delivery.actions.print_run.SeparateGuardians",
        mock.MagicMock(),
        "tests/delivery/test_write_print_run.py"
        "::test_guardians_who_are_spoken_to_apart_each_have_an_own_envelope",
    ),
    "makers of telephones learn who hear of the same thing": Plant(
        "delivery.actions.notifications.topic_of",
        lambda tag, device: tag,
        "tests/delivery/test_notifications.py::test_makers_of_telephones_do_not_learn_who_hear_of_the_same",
    ),
    "what was stopped comes back from being hidden": Plant(
        "delivery.batches.Batch._stopped",
        lambda self, row: "",
        "tests/delivery/test_mails.py::test_what_was_stopped_while_it_was_hidden_does_not_come_back_with_it",
    ),
    "who has a Message-ID complains for its reader": Plant(
        "common.bounces._token_returned",
        lambda parts, delivered_to: "d17",
        "tests/common/test_bounces.py::test_whom_a_mail_was_passed_on_to_cannot_complain_for_its_reader",
    ),
    "links of mails stand in the log": Plant(
        "portal.logs.SIGNED",
        re.compile("(never)$^"),
        "tests/portal/test_logs.py::test_no_line_of_the_log_holds_a_signed_link",
    ),
    "an overview tells what was hidden since": Plant(
        "delivery.overview_batches.objections_to",
        lambda rows, now: {},
        "tests/delivery/test_digests.py::test_what_was_hidden_since_is_left_out",
    ),
    "what comes late is put in an overview that is leaving": Plant(
        "delivery.actions.gathering._open",
        lambda overviews: overviews.filter(state="queued"),
        "tests/delivery/test_digests_gathering.py::test_what_is_late_for_an_overview_that_was_begun_waits_a_week",
    ),
    "an overview tells of a delicate post": Plant(
        "posts.models.Post.withholds_words",
        False,
        "tests/delivery/test_digests_mail.py::test_of_a_delicate_post_nothing_is_told",
    ),
    "a link confirms for who may not read any more": Plant(
        "delivery.views.confirming.may_confirm",
        anything,
        "tests/delivery/test_confirm.py::test_who_may_not_read_it_any_more_finds_nothing",
    ),
    "everybody is asked to say Read": Plant(
        "posts.queries.waiting.readers_among",
        lambda posts, users, now: {post.pk: set(users) for post in posts},
        "tests/delivery/test_digests_asked.py::test_read_is_asked_of_who_the_feed_asks",
    ),
    "a PDF of a newsletter is given whatever it says": Plant(
        "delivery.actions.newsletter_print._sha256",
        lambda page: "a" * 64,
        "tests/delivery/test_newsletter_pages.py::test_a_pdf_with_a_word_too_many_is_withheld",
    ),
    "news goes to an address nobody proved": Plant(
        "delivery.queries.profiles.proven_accounts",
        set,
        "tests/delivery/test_unproven.py::test_a_post_is_not_mailed_there_and_that_is_written_down",
    ),
    "a new password is mailed to an address nobody proved": Plant(
        "people.forms.belongs_to_address",
        lambda user: True,
        "tests/people/test_address_proof.py::test_no_way_in_goes_to_an_address_nobody_proved",
    ),
    "a newsletter prints the words of what was hidden": Plant(
        "delivery.queries.newsletters.for_everybody",
        every_post,
        "tests/delivery/test_newsletter_print.py::test_what_is_not_for_everybody_any_more_is_not_in_it",
    ),
    "a post for some can be chosen for everybody": Plant(
        "delivery.queries.newsletters.for_everybody",
        every_post,
        "tests/delivery/test_newsletters.py::test_what_is_not_for_everybody_cannot_be_chosen",
    ),
    "the draft of a newsletter is there for whoever knows its address": Plant(
        "delivery.models.NewsletterQuerySet.visible_to",
        lambda newsletters, user, now: newsletters,
        "tests/delivery/test_newsletter_pages.py::test_another_school_and_a_draft_are_not_there",
    ),
}


def plant(name: str) -> None:
    """Put a bug in place for the rest of this process. Raises KeyError or AttributeError for one that rots."""
    owner, _dot, attribute = PLANTS[name].target.rpartition(".")
    mock.patch.object(resolve(owner), attribute, PLANTS[name].bug).start()


def resolve(path: str) -> Any:
    """The module, or the thing in a module, with this dotted path; a migration's name is no identifier."""
    try:
        return import_module(path)
    except ModuleNotFoundError:
        owner, _dot, attribute = path.rpartition(".")
        return getattr(resolve(owner), attribute)
