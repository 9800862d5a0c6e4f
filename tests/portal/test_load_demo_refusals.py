"""When the demo school is not made: next to real children, or when its promise cannot be kept."""

from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from groups.models import School
from moderation.actions import report_content
from moderation.models import Report
from portal.demo import incidents
from tests import make


def test_the_demo_is_refused_in_production(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo")


def test_the_demo_is_refused_next_to_another_school(other_school):
    with pytest.raises(CommandError, match="school here already"):
        call_command("load_demo")
    assert School.objects.get() == other_school


def test_without_a_hard_copy_loading_stops(group_6a, bram, farid, greet, school, monkeypatch):
    comment = make.make_comment(make.make_post(group_6a, bram), farid)
    report = report_content(target=comment, reason=Report.Reason.HURTFUL, by=bram, now=make.NOW)
    monkeypatch.setattr(incidents.actions, "archive_incident", lambda **_all: None)
    with pytest.raises(CommandError, match="hard copy"):
        incidents.remove_reported(SimpleNamespace(greet=greet), report)
