"""A mail that was rendered once has the words of one person, and they are nothing but words."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as given_settings
from hypothesis import strategies as st

from common.headers import one_line
from common.stencil import Stencil, StencilError

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Type",
    "MIME-Version",
]
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PARTS = {
    "emails/test/post.subject.txt": "{{ personal.label }}: {{ title }}\n",
    "emails/test/post.txt": "Dag {{ personal.name }},\n\n{{ text }}\n\n{{ personal.link }}\n",
    "emails/test/post.html": '<p title="{{ personal.label }}">Dag <b>{{ personal.name }}</b>,</p>'
    '<p>{{ text }}</p><a href="{{ personal.link }}">Stop</a>',
}
FIELDS = ("name", "label", "link")
WORDS = {"name": "Carla", "label": "Emma", "link": "https://kring.test/stop?a=1&b=2"}


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
    options = {"loaders": [("django.template.loaders.locmem.Loader", PARTS)]}
    backend = "django.template.backends.django.DjangoTemplates"
    settings.TEMPLATES = [{"BACKEND": backend, "OPTIONS": options}]


@pytest.fixture
def stencil(templates):
    return make("Op schoolreis", "Zét de tas klaar & ga.")


def make(title, text):
    return Stencil.render("test/post", {"title": title, "text": text}, FIELDS)


def read(stencil, words=WORDS, **options):
    data = stencil.print(
        to="carla@b.test",
        sender=("De Linde", "kring@b.test"),
        message_id="<1.a@b.test>",
        words=words,
        now=NOW,
        **options,
    )
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    return message_from_bytes(data, policy=policy.default)


def parts(mail):
    return [
        mail.get_body((kind,)).get_content().replace("\r\n", "\n").rstrip("\n") for kind in ("plain", "html")
    ]


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


@pytest.mark.parametrize(
    "extra",
    [
        {"Subject": "x"},
        {"bcc": "x@y.test"},
        {"Content-Type": "text/html"},
        {"X-Y": "a\r\nBcc: x@y.test"},
        {"X-Y": "é"},
        {"X-Y: a\r\nBcc": "x@y.test"},
        {"List-Unsubscribe": ""},
        {"References": "<a@b> " * 200},
    ],
)
def test_a_header_that_is_not_a_programs_own_is_refused(stencil, extra):
    with pytest.raises(ValueError, match="header"):
        read(stencil, extra=extra)


def test_headers_of_a_program_come_as_they_are(stencil):
    link = "<https://kring.test/stop/" + "a" * 300 + ">"
    extra = {"List-Unsubscribe": link, "In-Reply-To": "<0.a@b.test>", "References": "<0.a@b.test>"}
    mail = read(stencil, extra=extra)
    assert {name: mail[name] for name in extra} == extra


@pytest.mark.parametrize(
    "to", ["", "x", "a@b.test, c@d.test", "a@b.test\nBcc: x@y.test", "é@b.test", "=?x?=@b.test"]
)
def test_what_is_not_one_address_gets_no_mail(stencil, to):
    with pytest.raises(ValueError, match="address"):
        stencil.print(to=to, sender=("", "a@b.test"), message_id="<1@b.test>", words=WORDS)


@pytest.mark.parametrize("value", ["<@@", "", "1@b.test", "<1@b.test>\r\nBcc: x@y.test", "<1 2@b.test>"])
def test_an_id_is_made_by_a_program(stencil, value):
    with pytest.raises(ValueError, match="Message-ID"):
        stencil.print(to="c@d.test", sender=("", "a@b.test"), message_id=value, words=WORDS)


def test_a_link_leads_to_the_web(stencil):
    with pytest.raises(ValueError, match="link"):
        read(stencil, {**WORDS, "link": "javascript:alert(1)"})


@pytest.mark.parametrize("given", [{}, {**WORDS, "other": "x"}, {"name": "Carla"}])
def test_each_field_gets_a_word_and_nothing_else_does(stencil, given):
    with pytest.raises(StencilError):
        read(stencil, given)


@pytest.mark.parametrize(
    "html",
    [
        "<p>{{ personal.name|upper }}</p>",
        "<p>{{ personal.name|truncatechars:9 }}</p>",
        "<p>{{ personal.other }}</p>",
        "<p>{% if personal.name %}x{% endif %}</p>",
        "<p title={{ personal.name }}>x</p>",
        "<p {{ personal.name }}='x'>x</p>",
        '<p style="color: {{ personal.name }}">x</p>',
        '<p onclick="{{ personal.name }}">x</p>',
        "<!-- {{ personal.name }} -->",
        "<style>{{ personal.name }}</style>",
        "<{{ personal.name }}>x",
    ],
)
def test_a_template_that_cannot_hold_words_is_refused(templates, monkeypatch, html):
    monkeypatch.setitem(PARTS, "emails/test/post.html", html)
    with pytest.raises(StencilError):
        make("x", "y")


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
