"""Letters from templates: filled in, changed, printed, kept (R056)."""

import io

import pytest
from pypdf import PdfReader

from common.storage import read_private
from moderation.models import DossierDocument, Incident
from moderation.queries.chain import faults_of
from moderation.queries.letters import KINDS, draft_letter
from people.models import User
from tests import make
from tests.conftest import SignIn


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_template_is_filled_in(kind: str, dossier: Incident, greet: User) -> None:
    draft = draft_letter(kind, dossier, by=greet, now=make.NOW)
    assert draft.subject
    assert "$" not in draft.text
    assert dossier.number in draft.text


def test_the_letter_that_is_kept_says_what_was_typed(dossier: Incident, anna: User, sign_in: SignIn) -> None:
    client, url = sign_in(anna), f"/dossiers/{dossier.pk}/letters/warning/"
    assert "Beste Dirk Test" in client.get(url).content.decode()
    letter = {"recipient": "Dirk Test", "subject": "Waarschuwing", "text": "Dit kan niet {{ x }} <b>."}
    for _again in range(2):
        assert client.post(url, letter).status_code == 302
    document = dossier.documents.get()
    assert document.kind == DossierDocument.Kind.LETTER
    pages = PdfReader(io.BytesIO(read_private(document.stored_as))).pages
    assert "Dit kan niet {{ x }} <b>." in " ".join(page.extract_text() for page in pages)
    assert faults_of(dossier.school) == []


def test_a_letter_without_words_or_of_an_unknown_kind_is_not_made(
    dossier: Incident, anna: User, sign_in: SignIn
) -> None:
    client = sign_in(anna)
    assert client.post(f"/dossiers/{dossier.pk}/letters/warning/", {"recipient": "x"}).status_code == 422
    assert client.get(f"/dossiers/{dossier.pk}/letters/love/").status_code == 404
