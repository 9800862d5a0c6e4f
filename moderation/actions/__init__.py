"""Every step from a report to its end.

The promise: what is reported can be hidden at once and brought back; nothing disappears for good before its hard
copy is in the dossier and was read back (R054); every step may be repeated; a step that fails leaves the content
hidden and whole.
"""

from moderation.actions.archiving import (
    archive_incident,
    archive_without_photos,
    ask_for_archive,
    ring_unfinished,
)
from moderation.actions.braking import brake_thread, finish_brake, offer_talk, ring_brakes
from moderation.actions.chaining import put_in_chain
from moderation.actions.complaints import answer_complaint, complain
from moderation.actions.dossiers import (
    add_step,
    file_incident,
    finish_dossier,
    finish_step,
    inspect_dossier,
    reopen_step,
    unfinished_business,
    write_entry,
)
from moderation.actions.exporting import export_dossier
from moderation.actions.handling import (
    assign_incident,
    consult,
    dismiss_incident,
    hide_incident,
    restore_incident,
)
from moderation.actions.keeping import (
    delete_files,
    destroy_dossier,
    hold_dossier,
    keep_nightly,
    release_dossier,
    report_to_police,
)
from moderation.actions.letters import write_letter
from moderation.actions.measures import decide_measure, lift_measure
from moderation.actions.outside import add_evidence, record_outside_incident
from moderation.actions.removing import remove_content
from moderation.actions.reporting import report_content
from moderation.actions.sealing import StampFailed, ask_for_stamps, mail_heads, stamp_document
from moderation.actions.sweeping import sweep_dossier_files
from moderation.actions.talks import brake_conversation, take_up_conversation

__all__ = [
    "StampFailed",
    "add_evidence",
    "add_step",
    "answer_complaint",
    "archive_incident",
    "archive_without_photos",
    "ask_for_archive",
    "ask_for_stamps",
    "assign_incident",
    "brake_conversation",
    "brake_thread",
    "complain",
    "consult",
    "decide_measure",
    "delete_files",
    "destroy_dossier",
    "dismiss_incident",
    "export_dossier",
    "file_incident",
    "finish_brake",
    "finish_dossier",
    "finish_step",
    "hide_incident",
    "hold_dossier",
    "inspect_dossier",
    "keep_nightly",
    "lift_measure",
    "mail_heads",
    "offer_talk",
    "put_in_chain",
    "record_outside_incident",
    "release_dossier",
    "remove_content",
    "reopen_step",
    "report_content",
    "report_to_police",
    "restore_incident",
    "ring_brakes",
    "ring_unfinished",
    "stamp_document",
    "sweep_dossier_files",
    "take_up_conversation",
    "unfinished_business",
    "write_entry",
    "write_letter",
]
