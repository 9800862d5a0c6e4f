"""What cannot be written safely is refused, where the mail is made and not at the reader."""

import pytest

from common.stencil import StencilError
from tests.common.stencils import PARTS, TEMPLATES, WORDS, make, read


@pytest.fixture
def templates(settings):
    settings.TEMPLATES = TEMPLATES


@pytest.fixture
def stencil(templates):
    return make("Op schoolreis", "Zét de tas klaar & ga.")


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
        '<p lang="{{ personal.name }}" title={{ personal.name }}>x</p>',
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
