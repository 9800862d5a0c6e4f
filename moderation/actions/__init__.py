"""Every step from a report to its end.

The promise: what is reported can be hidden at once and brought back; nothing disappears for good before its hard
copy is in the dossier and was read back (R054); every step may be repeated; a step that fails leaves the content
hidden and whole.
"""

from moderation.actions.archiving import archive_incident, ask_for_archive, ring_unfinished
from moderation.actions.chaining import put_in_chain
from moderation.actions.handling import dismiss_incident, hide_incident, restore_incident
from moderation.actions.removing import remove_content
from moderation.actions.reporting import report_content

__all__ = [
    "archive_incident",
    "ask_for_archive",
    "dismiss_incident",
    "hide_incident",
    "put_in_chain",
    "remove_content",
    "report_content",
    "restore_incident",
    "ring_unfinished",
]
