"""The catalogue is complete: no English, no guess, no value that is not there."""

import polib
import pytest

from scripts import check_messages


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('msgid "Yes"\nmsgstr ""\n', "no Dutch"),
        ('#, fuzzy\nmsgid "Yes"\nmsgstr "Nee"\n', "no Dutch"),
        (
            'msgid "%(n)s child"\nmsgid_plural "%(n)s children"\nmsgstr[0] "één kind"\nmsgstr[1] ""\n',
            "no Dutch",
        ),
        ('#~ msgid "Yes"\n#~ msgstr "Ja"\n', "nobody uses it"),
        ('msgid "Dear %(name)s"\nmsgstr "Beste %(naam)s"\n', "a value"),
    ],
)
def test_a_text_that_is_not_in_order_is_named(entry, complaint):
    (found,) = check_messages.complaints(polib.pofile(entry))
    assert complaint in found


def test_a_text_in_dutch_is_left_alone():
    text = 'msgid "%(n)s child"\nmsgid_plural "%(n)s children"\nmsgstr[0] "één kind"\nmsgstr[1] "%(n)s"\n'
    assert not list(check_messages.complaints(polib.pofile(text)))


def test_collecting_leaves_no_dates_and_no_former_texts(tmp_path, monkeypatch):
    path = tmp_path / "django.po"
    path.write_text('msgid ""\nmsgstr "POT-Creation-Date: now"\n\n#| msgid "Ja?"\nmsgid "Yes"\nmsgstr "Ja"\n')
    monkeypatch.setattr(check_messages, "CATALOGUE", path)
    assert check_messages.main() == 0
    assert "Ja?" not in path.read_text()
    assert "Creation" not in path.read_text()


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.py", 'title = gettext_lazy("No")'),
        ("a.py", 'title = pgettext("staff", "Yes")'),
        ("a.py", 'title = ngettext("%(n)s child", "%(n)s children", n)'),
        ("a.html", '<p title="{% translate "No" %}">'),
        ("a.html", "{% blocktranslate trimmed %}\n  Not\n  yet.\n{% endblocktranslate %}"),
        ("a.html", "{% icon 'lock' label=_('No') %}"),
    ],
)
def test_a_text_nobody_collected_is_named(name, source, tmp_path):
    (tmp_path / name).write_text(source)
    catalogue = polib.pofile('msgid "Yes"\nmsgstr "Ja"\n')
    (found,) = check_messages.uncollected(catalogue, [tmp_path / name])
    assert "make messages" in found
