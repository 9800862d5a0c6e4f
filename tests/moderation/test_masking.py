"""Names of others are found in what people really type: without accents, in capitals, with signs nobody sees."""

import unicodedata
from typing import Any

import pytest
from django.utils.translation import override

from groups.models import SchoolGroup
from moderation.models import Incident
from moderation.queries.masking import masked
from people.models import User
from tests import make


@pytest.fixture
def about_dirk(dossier: Incident, group_5b: SchoolGroup) -> Incident:
    """An incident about Dirk, in a group with Bo Wójcik, a parent Ayşe van Koç and one without an account."""
    make.make_child("Bo", group_5b, last_name="Wójcik")
    ayse = make.make_user("Ayşe", email="ayse@kring.test")
    User.objects.filter(pk=ayse.pk).update(last_name="Koç", prefix="van")
    lin = make.make_child("Lin", group_5b, last_name="Koç")
    make.make_guardian(lin, ayse)
    lin.authorities.create(name="Oma Truus", relation="other")
    return dossier


def text_of(incident: Incident, text: str) -> str:
    facts: dict[str, Any] = {"frozen_by": {"name": "Greet van Dam", "account": "1"}, "text": text}
    with override("nl"):
        return str(masked(facts, incident)["text"])


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "Ayşe Koç",
            "ayse koc",
            "AYŞE",
            "Ay\u200bşe",
            "Koç_Ayşe",
            "Ayşe\nvan  Koç",
            "Bo",
            "WÓJCİK",
            "Truus",
        ),
        *(unicodedata.normalize("NFD", "Ayşe Koç"), "\uff21yşe"),
    ],
)
def test_a_name_is_found_however_it_is_typed(typed: str, about_dirk: Incident) -> None:
    said = text_of(about_dirk, f"Het was {typed}, echt.")
    left = unicodedata.normalize("NFKD", said).casefold()
    assert said.startswith("Het was ")
    assert said.endswith(", echt.")
    assert not [name for name in ("ay", "ko", "bo", "wo", "truus") if name in left.removeprefix("het was")]


def test_what_is_no_name_of_another_stays_as_it_was(about_dirk: Incident) -> None:
    said = "Dirk zag de foto van de klas: bo\u0301s, boos, een ko\u0301p ÉÉN İ, de bo."
    assert text_of(about_dirk, said) == said
