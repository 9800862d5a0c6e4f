import uuid
from typing import Any

import pytest

from common.pdf import PdfFailed
from groups.models import SchoolGroup
from moderation import actions
from moderation.actions.outside import Happening
from moderation.models import Incident, Report
from people.models import User
from posts.models import Comment, Post
from tests import make


@pytest.fixture
def post(group_5b: SchoolGroup, anna: User) -> Post:
    return make.make_post(group_5b, anna)


@pytest.fixture
def comment(post: Post, dirk: User) -> Comment:
    return make.make_comment(post, dirk, "Wat een waardeloze school.")


@pytest.fixture
def incident(comment: Comment, carla: User) -> Incident:
    report = actions.report_content(target=comment, reason=Report.Reason.HURTFUL, by=carla, now=make.NOW)
    return report.incident


@pytest.fixture
def plain_printer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fast pages: the ordinary printer gives up each time, and the plain one does the work."""

    def give_up(*_args: object) -> bytes:
        raise PdfFailed("limit")

    monkeypatch.setattr("moderation.actions.printing._in_full", give_up)


@pytest.fixture
def dossier(group_5b: SchoolGroup, dirk: User, greet: User) -> Incident:
    """Swearing by Dirk on WhatsApp, told by the director."""
    return actions.record_outside_incident(
        incident_id=uuid.uuid4(), group=group_5b, what=on_whatsapp(about=dirk), by=greet, now=make.NOW
    )


def on_whatsapp(**fields: Any) -> Happening:
    told = {
        "title": "Scheldpartij op WhatsApp",
        "text": "Er werd gescholden.",
        "happened_on": make.NOW.date(),
        "file": Incident.File.PARENT,
        "category": Incident.Category.ABUSE,
        **fields,
    }
    return Happening(**told)
