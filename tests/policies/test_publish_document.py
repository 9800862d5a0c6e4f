"""Publishing and accepting the texts of a school."""

import pytest

from policies.actions import accept_document, publish_document, set_up_documents
from policies.models import Acceptance, PolicyDocument
from policies.queries import current_document
from tests.make import NOW, make_house_rules

RULES, PRIVACY = PolicyDocument.Kind.HOUSE_RULES, PolicyDocument.Kind.PRIVACY


def publish(school, by, kind=RULES, text="Wij zijn aardig."):
    return publish_document(
        school=school,
        kind=kind,
        title=" Onze afspraken ",
        text=text,
        place="Utrecht",
        by=by,
        now=NOW,
    )


def test_each_publication_is_the_next_version(school, greet):
    first, second = publish(school, greet), publish(school, greet, text="Wij zijn heel aardig.")
    assert (first.version, second.version) == (1, 2)
    assert (second.title, second.place, second.published_at) == ("Onze afspraken", "Utrecht", NOW)
    assert current_document(school, RULES, NOW) == second
    assert PolicyDocument.objects.filter(pk=first.pk, text="Wij zijn aardig.").exists()


def test_the_same_text_twice_is_one_version(school, greet):
    assert publish(school, greet) == publish(school, greet)


def test_kinds_and_schools_count_apart(school, other_school, greet):
    publish(school, greet)
    assert publish(school, greet, PRIVACY).version == 1
    assert publish(other_school, greet).version == 1
    assert current_document(other_school, PRIVACY, NOW) is None


@pytest.mark.parametrize("change", [{"kind": "poem"}, {"text": "  "}])
def test_an_unknown_kind_or_an_empty_text_is_refused(school, greet, change):
    with pytest.raises(ValueError, match="document"):
        publish(school, greet, **change)
    assert not PolicyDocument.objects.exists()


def test_accepting_twice_keeps_the_first_moment(school, greet, carla):
    document = make_house_rules(school, greet)
    accept_document(document=document, by=carla, now=NOW)
    accept_document(document=document, by=carla, now=NOW.replace(year=2027))
    assert Acceptance.objects.get().accepted_at == NOW


def test_the_standard_texts_are_published_once_and_leave_own_texts_alone(school, greet):
    own = publish(school, greet)
    (made,) = set_up_documents(school=school, by=greet, now=NOW)
    assert (made.kind, made.version) == (PRIVACY, 1)
    assert set_up_documents(school=school, by=greet, now=NOW) == []
    assert current_document(school, RULES, NOW) == own


def test_the_standard_house_rules_are_eleven(school, greet):
    set_up_documents(school=school, by=greet, now=NOW)
    rules = current_document(school, RULES, NOW)
    assert rules.title == "Onze afspraken"
    assert "\n11. " in rules.text
    assert "\n12. " not in rules.text
