"""Loading the demo school: first a plan, then the pictures, then everything in one transaction.

The promise: it is there whole or not at all, and nobody outside hears of it. What happened weeks ago in the
demo was mailed weeks ago, so no mail leaves; files that are still missing are drawn by the sweep.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import override

from groups.models import School
from portal.demo.absences import ask_leave, report_absences
from portal.demo.album import draw_pictures, render_first_pages
from portal.demo.choices import record_choices
from portal.demo.diary import Entry, plan_diary, plan_draft
from portal.demo.enrolment import apply_situations, enrol_families
from portal.demo.families import plan_families
from portal.demo.hours import keep_hours
from portal.demo.incidents import record_incidents
from portal.demo.news import choose_ways, deliver, place_important_posts
from portal.demo.school import BRIN, Demo, hire_staff, publish_texts, say_goodbye, set_up_school
from portal.demo.talks import hold_conversations
from portal.demo.writing import (
    correct_a_post,
    leave_a_draft,
    remember_visits,
    send_a_newsletter,
    write_diary,
)


def is_loaded() -> bool:
    return School.objects.filter(brin=BRIN).exists()


def load_demo(*, now: datetime, photos: int | None = None, say: Callable[[str], object]) -> None:
    """Make the demo school as it is at `now`, with at most `photos` pictures, the newest first.

    Raises IntegrityError when somebody loads it at the same time; CommandError when nothing can be printed.
    """
    families = plan_families()
    entries, draft = plan_diary(families, now), plan_draft(families, now)
    shots = [shot for entry in [draft, *reversed(entries)] for shot in entry.shots][:photos]
    say(f"Drawing {len(shots)} pictures")
    drawn = draw_pictures(shots)
    say("Writing the school, its families and their posts")
    with override("nl"), transaction.atomic(), nothing_leaves_the_house():
        demo = set_up_school(now)
        hire_staff(demo)
        enrol_families(demo, families)
        publish_texts(demo)
        record_choices(demo, families)
        write_diary(demo, entries, drawn)
        leave_a_draft(demo, draft, drawn)
        place_important_posts(demo)
        send_a_newsletter(demo, entries)
        # After the diary: what was placed in the autumn holiday would still wait for its end.
        keep_hours(demo)
        _tell_the_rest(demo, entries)
        apply_situations(demo, families)
        choose_ways(demo)
        deliver(demo)
    say("Covering faces on the newest pictures")
    render_first_pages(demo)


def _tell_the_rest(demo: Demo, entries: list[Entry]) -> None:
    correct_a_post(demo, entries)
    record_incidents(demo, entries)
    report_absences(demo)
    ask_leave(demo)
    hold_conversations(demo)
    remember_visits(demo)
    say_goodbye(demo)


@contextmanager
def nothing_leaves_the_house() -> Iterator[None]:
    """Forget what was scheduled for after the commit: old mail, and bells that the sweeps ring again."""
    before = len(connection.run_on_commit)
    yield
    del connection.run_on_commit[before:]
