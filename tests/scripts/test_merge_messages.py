"""Fragments fill the Dutch catalogue; what is missing or contradictory is said."""

import polib
import pytest

from scripts import merge_messages

CATALOGUE = 'msgid "Yes"\nmsgstr ""\n\nmsgid "No"\nmsgstr "Nee"\n\nmsgctxt "staff"\nmsgid "Yes"\nmsgstr ""\n'
FRAGMENT = (
    'msgid "Yes"\nmsgstr "Ja"\n\nmsgid "No"\nmsgstr "Nooit"\n\nmsgctxt "staff"\nmsgid "Yes"\nmsgstr "Jep"\n'
)


@pytest.fixture
def places(tmp_path, monkeypatch):
    (tmp_path / "django.po").write_text(CATALOGUE)
    monkeypatch.setattr(merge_messages, "CATALOGUE", tmp_path / "django.po")
    (tmp_path / "fragments").mkdir()
    (tmp_path / "fragments" / "a.po").write_text(FRAGMENT)
    monkeypatch.setattr(merge_messages, "FRAGMENTS", tmp_path / "fragments")
    return tmp_path


def texts(places):
    entries = polib.pofile(str(places / "django.po"))
    return [entry.msgstr for entry in entries]


def test_empty_entries_are_filled_and_others_kept(places):
    assert merge_messages.main() == 0
    assert texts(places) == ["Ja", "Nee", "Jep"]


def test_a_text_without_dutch_is_named(places, capsys):
    (places / "fragments" / "a.po").write_text('msgid "No"\nmsgstr "Nee"\n')
    assert merge_messages.main() == 1
    assert "'Yes'" in capsys.readouterr().out


def test_two_translations_of_one_text_are_refused(places, capsys):
    (places / "fragments" / "b.po").write_text('msgid "Yes"\nmsgstr "Jawel"\n')
    assert merge_messages.main() == 1
    assert "two ways" in capsys.readouterr().out
