"""A request asks once; without a request every question is computed."""

from __future__ import annotations

import itertools
import threading

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from common import memo
from common.middleware import MemoMiddleware


@pytest.fixture
def count():
    numbers = itertools.count(1)
    return lambda: next(numbers)


def test_without_a_memo_every_question_is_computed(count):
    assert [memo.remember("key", count) for _ in range(3)] == [1, 2, 3]
    memo.forget("key")


def test_open_memo_computes_once_for_each_key(count):
    with memo.opened():
        assert [memo.remember(key, count) for key in ("a", "b", "a", "b")] == [1, 2, 1, 2]


def test_forgotten_values_are_computed_anew(count):
    with memo.opened():
        memo.remember("a", count), memo.remember("b", count)
        memo.forget("a")
        assert (memo.remember("a", count), memo.remember("b", count)) == (3, 2)
        memo.forget()
        assert (memo.remember("a", count), memo.remember("b", count)) == (4, 5)


def test_none_is_remembered_too():
    answers = iter([None, "second"])
    with memo.opened():
        assert [memo.remember("key", lambda: next(answers)) for _ in range(2)] == [None, None]


def test_inner_memo_knows_nothing_of_the_outer_and_leaves_it_alone(count):
    with memo.opened():
        memo.remember("a", count)
        with memo.opened():
            assert memo.remember("a", count) == 2
        assert memo.remember("a", count) == 1


def test_other_threads_have_their_own(count):
    seen = []
    with memo.opened():
        memo.remember("a", count)
        thread = threading.Thread(target=lambda: seen.append(memo.remember("a", count)))
        thread.start()
        thread.join()
    assert seen == [2]


def test_memo_ends_with_its_request_also_after_an_error(count):
    def view(_request):
        memo.remember("a", count)
        if memo.remember("a", count) == 2:
            raise ZeroDivisionError
        return HttpResponse(str(memo.remember("a", count)))

    serve = MemoMiddleware(view)
    assert serve(RequestFactory().get("/")).content == b"1"
    with pytest.raises(ZeroDivisionError):
        serve(RequestFactory().get("/"))
    assert memo.remember("a", count) == 3
