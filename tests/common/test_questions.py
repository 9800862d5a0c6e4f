"""What is built once for questions that are asked all the time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from common.questions import built_once
from consent.queries.recognising import _about_children
from posts.queries.masks import _rows
from posts.queries.readers import _seats

ONE, OTHER = date(2026, 10, 1), date(2026, 10, 2)


def test_a_question_is_built_once_for_a_day_and_anew_for_the_next():
    built = []
    ask = built_once(lambda day: built.append(day) or len(built))
    assert [ask(ONE), ask(ONE), ask(OTHER), ask(ONE)] == [1, 1, 2, 3]


def test_every_thread_has_its_own():
    ask = built_once(lambda: object())
    with ThreadPoolExecutor(1) as other:
        theirs = other.submit(ask).result()
        assert other.submit(ask).result() is theirs
    assert ask() is not theirs


def test_what_is_kept_never_holds_an_answer(db):
    for kept in (_rows(), _seats(ONE), _about_children(ONE)):
        list(kept.filter(pk__isnull=True))
        assert kept._result_cache is None
