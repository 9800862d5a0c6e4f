"""Whole files that are refused: attacks, wrong files, files nothing can be done with."""

import pytest

from groups.roster import safe_xml
from groups.roster.edexml import read_edexml
from groups.roster.problems import RosterRefused
from tests.groups.roster.fixtures import document, group, pupil

BODY = "<EDEX><leerlingen><leerling key='1'><roepnaam>&x;</roepnaam></leerling></leerlingen></EDEX>"
ATTACKS = {
    "file": '<!DOCTYPE EDEX [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "network": '<!DOCTYPE EDEX [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
    "external": '<!DOCTYPE EDEX SYSTEM "http://127.0.0.1:9/x.dtd">',
    "laughs": '<!DOCTYPE EDEX [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY x "&b;&b;">]>',
    "parameter": '<!DOCTYPE EDEX [<!ENTITY % p SYSTEM "file:///etc/hosts"> %p;]>',
    "plain": "<!DOCTYPE EDEX>",
}


def refusal(data: bytes) -> RosterRefused:
    with pytest.raises(RosterRefused) as caught:
        read_edexml(data)
    assert caught.value.message.endswith(".")
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_document_types_and_entities_are_refused(attack, encoding):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    assert refusal((head + attack + BODY).encode(encoding)).code == "dtd"


def test_deep_nesting_is_refused_early():
    deep = "<EDEX>" + "<blok>" * 200_000 + "</blok>" * 200_000 + "</EDEX>"
    assert refusal(deep.encode()).code == "too_large"


def test_too_many_elements_are_refused(monkeypatch):
    monkeypatch.setattr(safe_xml, "MAX_ELEMENTS", 50)
    assert (
        refusal(document(*[pupil(str(number), "Noor") for number in range(50)]).encode()).code == "too_large"
    )


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(safe_xml, "MAX_BYTES", 100)
    assert refusal(document(pupil("1", "Noor")).encode()).code == "too_large"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Roepnaam;Achternaam\n",
        b"PK\x03\x04rest",
        b"\x00\x01\x02",
        document(pupil("1", "N")).encode()[:-9],
    ],
)
def test_what_is_not_whole_xml_is_refused(data):
    assert refusal(data).code == "not_xml"


@pytest.mark.parametrize("encoding", ["utf-7", "klingon", "shift_jis", "utf-32"])
def test_strange_character_sets_are_refused(encoding):
    data = document(pupil("1", "Noor"), head=f'<?xml version="1.0" encoding="{encoding}"?>').encode()
    assert refusal(data).code in ("encoding", "not_xml")


def test_other_xml_is_refused():
    assert refusal(b"<rss><channel/></rss>").code == "not_edexml"


def test_a_namespace_does_not_matter():
    data = document(pupil("1", "Noor")).replace("<EDEX>", '<EDEX xmlns="urn:edex">')
    assert read_edexml(data.encode()).pupils[0].first_name == "Noor"


@pytest.mark.parametrize(
    ("pupils", "code"),
    [
        ([], "no_pupils"),
        ([pupil("", "Noor"), pupil("", "Sem")], "no_keys"),
        ([pupil("#1", "Noor"), pupil("#2", "Sem")], "dummy_keys"),
    ],
)
def test_a_file_nothing_can_be_done_with_is_refused(pupils, code):
    assert refusal(document(*pupils).encode()).code == code


def test_two_groups_with_one_key_are_refused_by_name():
    refused = refusal(document(pupil("1", "Noor"), groups=group("a", "5A") + group("a", "5B")).encode())
    assert refused.code == "duplicate_group"
    assert "5A" in refused.message
    assert "5B" in refused.message


def test_a_broken_file_names_the_line():
    broken = document(pupil("1", "Noor")).replace("</leerlingen>", "")
    assert "5" in refusal(broken.encode()).message
