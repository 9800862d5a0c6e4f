"""What the tests of newsletters share."""

import io
import uuid
from typing import Any

from pypdf import PdfReader

from common.storage import read_private
from delivery.actions.newsletter_print import print_newsletter
from delivery.models import Newsletter
from moderation import actions as moderation
from people.models import User
from posts.models import Post
from tests import make


def typed(newsletter_id: object = None, *chosen: Post, **fields: Any) -> dict[str, Any]:
    """What the form of an editor sends."""
    words = {"title": "Nieuwsbrief week 41", "intro": "Het wordt herfst.", **fields}
    return {"id": newsletter_id or uuid.uuid4(), "posts": [post.pk for post in chosen], **words}


def printed(newsletter: Newsletter) -> Newsletter:
    done = print_newsletter(newsletter_id=newsletter.pk, now=make.NOW)
    assert done is not None
    return done


def words_of(newsletter: Newsletter) -> str:
    """The words in the PDF."""
    newsletter.refresh_from_db()
    pages = PdfReader(io.BytesIO(read_private(newsletter.stored_as))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def remove(post: Post, by: User) -> None:
    """As the director does: reported, copied to the dossier, gone."""
    report = moderation.report_content(target=post, reason="hurtful", by=by, now=make.NOW)
    moderation.ask_for_archive(incident=report.incident, by=by, now=make.NOW)
    report.incident.refresh_from_db()
    moderation.archive_incident(incident=report.incident, by=by, now=make.NOW)
    moderation.remove_content(incident=report.incident, agreement="abuse", by=by, now=make.NOW)
    post.refresh_from_db()
    assert post.state == Post.State.REMOVED
