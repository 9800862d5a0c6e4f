"""Text that people write is shown as text, with a little Markdown and nothing else (D01, D02, D06-D08)."""

import time
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from common.markup import ATTRIBUTES, TAGS, clean_name, to_html, to_line

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<base href=//evil.test>",
    "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<style>@import '//evil.test'</style>",
    "<p style='background:url(//evil.test)'>x</p>",
    "<template><script>alert(1)</script></template>",
    "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x](//evil.test)",
    "[x](/logout)",
    "<javascript:alert(1)>",
    "![x](https://evil.test/pixel.png)",
    '[x](https://a.test "onmouseover=alert(1)")',
    '[x](https://a.test/"onmouseover="alert(1))',
    "https://a.test/\"onmouseover='alert(1)'",
    "https://a.test/<script>alert(1)</script>",
    "[<img src=x onerror=alert(1)>](https://a.test)",
    "**<b onclick=alert(1)>**",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "{{7*7}} %s {0.__class__} ${7*7}",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "\ud800<b>\udfff",
]


class Inventory(HTMLParser):
    """Complains about every element, attribute and address that may not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.wrong.append(tag)
        for name, value in attrs:
            if name == "rel" and value == "nofollow noopener noreferrer":
                continue
            if name not in ATTRIBUTES.get(tag, set()):
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not (value or "").lower().startswith(("http://", "https://", "mailto:")):
                self.wrong.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def inventory(html: str) -> list[str]:
    reader = Inventory()
    reader.feed(html)
    reader.close()
    return reader.wrong


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_is_shown_as_the_text_it_is(payload):
    assert inventory(to_html(payload)) == []


PIECES = st.sampled_from(
    [
        *PAYLOADS,
        "<",
        ">",
        '"',
        "'",
        "`",
        "*",
        "_",
        "[",
        "](",
        ")",
        "\n",
        "\n\n- ",
        "1. ",
        "    ",
        "\\",
        "&lt;",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join))
def test_no_mixture_of_pieces_gets_anything_through(text):
    assert inventory(to_html(text)) == []


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hallo", "<p>Hallo</p>"),
        ("een\ntwee", "<p>een<br>\ntwee</p>"),
        ("een\r\n\r\ntwee", "<p>een</p>\n<p>twee</p>"),
        ("**dik** en *schuin*", "<p><strong>dik</strong> en <em>schuin</em></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>'),
        ("# geen kop", "<p># geen kop</p>"),
        ("`geen code` <b>", "<p>`geen code` &lt;b&gt;</p>"),
        ("5B & 6A, 3 < 4", "<p>5B &amp; 6A, 3 &lt; 4</p>"),
        ("", ""),
    ],
)
def test_the_small_markdown(text, html):
    assert to_html(text).strip() == html


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[de kaart](https://school.test/a?b=1&c=2)", "https://school.test/a?b=1&amp;c=2"),
        ("Zie https://school.test/pad.", "https://school.test/pad"),
        ("(https://school.test/pad)", "https://school.test/pad"),
        ("<juf@school.test>", "mailto:juf@school.test"),
    ],
)
def test_an_address_becomes_a_link_that_gives_nothing_away(text, address):
    assert f'<a href="{address}" rel="nofollow noopener noreferrer">' in to_html(text)


def test_a_template_prints_it_without_being_told_it_is_safe():
    page = Template("{% load markup %}{{ text|markup }}")
    assert page.render(Context({"text": "**<b>**"})) == "<p><strong>&lt;b&gt;</strong></p>\n"


@pytest.mark.parametrize(
    "text",
    [
        "<script>\n" * 110_000,
        "a\n" * 100_000,
        "🎉" * 10_000,
        "[" * 19_999,
        "*a **a " * 2800,
        "- " * 9_000,
        "a*" * 9_999,
        "<" * 19_999,
        "[a](" * 5_000,
        "\x00" * 1_000_000,
    ],
    ids=["megabyte", "lines", "emoji", "brackets", "stars", "dashes", "openers", "angles", "links", "nul"],
)
def test_a_flood_is_shown_within_a_moment(text):
    began = time.process_time()
    assert inventory(to_html(text)) == []
    assert time.process_time() - began < 2


def test_nothing_that_was_written_is_lost_in_the_depths():
    text = "\n".join(f"{'  ' * depth}- laag{depth}" for depth in range(60))
    for depth in range(60):
        assert f"laag{depth}" in to_html(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_too_odd(text):
    assert inventory(to_html(text)) == []
    clean_name(text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Émile \t van\nDijk ", "Émile van Dijk"),
        ("Greet\u202eneetsrevO", "GreetneetsrevO"),
        ("An\u200bna\u2060\ufeff", "Anna"),
        ("Bram\x00\x07", "Bram"),
        ("E\u0301mile", "Émile"),
        ("\u200b\u2066", ""),
        ("Øyvind Müller-Özgür İçme", "Øyvind Müller-Özgür İçme"),
        ("李小龍 محمد", "李小龍 محمد"),
        ("{{7*7}} %s", "{{7*7}} %s"),
    ],
)
def test_a_name_has_no_invisible_or_turning_characters(written, kept):
    assert clean_name(written) == kept


def test_a_list_in_one_line_keeps_its_parts_apart():
    text = "Dit is er:\n\n- maandag: gym\n- woensdag: tuin\n\nTot dan!"
    assert to_line(text) == "Dit is er: maandag: gym · woensdag: tuin · Tot dan!"
