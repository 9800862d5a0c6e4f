"""A mail that was rendered once has the words of one person, and they are nothing but words."""

from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from common.headers import one_line
from common.stencil import Stencil
from tests.common.stencils import HEADERS, NOW, PARTS, TEMPLATES, WORDS, make, parts, read

HOSTILE = [
    "Carla\r\nBcc: all@b.test",
    "\r\n.\r\nMAIL FROM:<x@y.test>",
    "--boundary",
    "<script>alert(1)</script>",
    '" onmouseover="x',
    "=?utf-8?q?x?=",
    "=?utf-8?b?PGI+?= =?utf-8?q?a?=",
    "a" * 1_100,
    "é <&>\" '" * 130,
    "\u202egro.live\u202c",
    "עמה בת־חן",
    "👩‍👩‍👧 Zoë",
    "\ud800half",
    "{{ personal.link }}{% now %}",
    ". ..",
    "",
]
words = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=()), max_size=40))
any_words = given_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


class Shown(HTMLParser):
    """What a mail program shows: tags with their attributes, and words."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words = [], {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        tag = self.tags[-1][0]
        self.words[tag] = self.words.get(tag, "") + data


@pytest.fixture
def templates(settings):
    settings.TEMPLATES = TEMPLATES


@pytest.fixture
def stencil(templates):
    return make("Op schoolreis", "Zét de tas klaar & ga.")


def test_each_gets_the_words_of_his_own(stencil):
    mail = read(stencil)
    assert mail["Subject"] == "Emma: Op schoolreis"
    assert mail["To"] == "carla@b.test"
    assert mail["Date"].datetime == NOW
    text, html = parts(mail)
    assert text == "Dag Carla,\n\nZét de tas klaar & ga.\n\nhttps://kring.test/stop?a=1&b=2"
    assert "Dag <b>Carla</b>" in html
    assert 'href="https://kring.test/stop?a=1&amp;b=2"' in html
    assert parts(read(stencil, {**WORDS, "name": "Dirk"}))[0].startswith("Dag Dirk,")


@any_words
@given(name=words, label=words)
def test_any_words_come_back_as_they_were_and_as_nothing_else(stencil, name, label):
    mail = read(stencil, {**WORDS, "name": name, "label": label})
    assert mail.keys() == HEADERS
    assert mail["Subject"] == one_line(f"{one_line(label)}: Op schoolreis")
    text, html = parts(mail)
    assert text == f"Dag {one_line(name)},\n\nZét de tas klaar & ga.\n\n{WORDS['link']}"
    shown = Shown(html)
    assert [tag for tag, _ in shown.tags] == ["p", "b", "p", "a"]
    assert shown.tags[0][1] == [("title", one_line(label))]
    assert shown.words["b"].partition(",")[0] == one_line(name).partition(",")[0]
    assert not mail.defects


@any_words
@given(title=words, text=words, name=words)
def test_any_post_can_be_mailed(templates, title, text, name):
    mail = read(make(title, text), {**WORDS, "name": name})
    assert mail.keys() == HEADERS
    assert mail["Subject"] == one_line(f"Emma: {title}")
    assert [tag for tag, _ in Shown(parts(mail)[1]).tags] == ["p", "b", "p", "a"]


@any_words
@given(name=words)
def test_the_name_of_a_school_makes_no_second_sender(stencil, name):
    data = stencil.print(to="c@d.test", sender=(name, "kring@b.test"), message_id="<1@b.test>", words=WORDS)
    (sender,) = message_from_bytes(data, policy=policy.default)["From"].addresses
    assert sender.addr_spec == "kring@b.test"
    # Where a long name is folded, Python's own reader leaves a space that is not there.
    assert sender.display_name.replace(" ", "") == one_line(name)[:120].replace(" ", "")


def test_a_word_that_is_a_place_of_the_stencil_stays_a_word(stencil):
    place = f"{stencil.token}t2z"
    assert parts(read(stencil, {**WORDS, "name": place}))[0].startswith(f"Dag {place},")


def test_a_word_of_ten_thousand_letters_stays_one_word(stencil):
    word = "è" * 10_000
    mail = read(stencil, {**WORDS, "name": word, "label": word})
    assert mail["Subject"] == f"{word}: Op schoolreis"
    assert all(word in part for part in parts(mail))


def test_a_mail_without_personal_words_is_printed_too(templates, monkeypatch):
    for name in PARTS:
        monkeypatch.setitem(PARTS, name, "{{ title }} {{ site_url }}")
    stencil = Stencil.render("test/post", {"title": "Weekoverzicht"})
    assert "Weekoverzicht" in parts(read(stencil, {}))[0]


def test_long_lines_are_broken_at_spaces_and_stay_readable(templates):
    """Quoted-printable would be right too, but it is built for each person anew."""
    stencil = make("Verslag", "Wij waren één dag weg. " * 500)
    assert stencil.body
    body = parts(read(stencil))[0].replace("\n", " ")
    assert "Wij waren één dag weg. " * 500 in body


def test_a_very_long_word_in_a_post_costs_no_time(templates):
    """Looking for a space from each of its letters would take minutes."""
    word = "a" * 1_000_000
    assert word in parts(read(make("Verslag", word)))[0]
