"""The mark changes with the commit that changes something, for this process and for others."""

from __future__ import annotations

import itertools
import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from common import generation, memo
from common.models import ContentGeneration


@pytest.fixture
def count():
    numbers = itertools.count(1)
    return lambda: next(numbers)


def in_another_connection(call):
    """Run ``call`` in a thread, which has a connection of its own as another process has."""

    def run():
        try:
            call()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db
def test_inside_a_transaction_there_is_no_mark_and_nothing_is_kept(count):
    assert generation.current() is None
    assert [generation.keep("key", count) for _ in range(2)] == [1, 2]
    with memo.opened():
        assert [generation.keep("key", count) for _ in range(2)] == [3, 3]
        generation.bump()
        assert generation.keep("key", count) == 4


@pytest.mark.django_db
def test_bump_writes_once_for_a_transaction_and_again_after_a_rolled_back_savepoint():
    def written():
        return ContentGeneration.objects.get().mark

    first = written()
    with transaction.atomic():
        generation.bump()
        assert written() != first
        transaction.set_rollback(True)
    assert written() == first
    generation.bump()
    second = written()
    assert second != first
    generation.bump()
    assert written() == second


@pytest.mark.django_db(transaction=True)
class TestCommitted:
    def test_value_is_kept_until_the_next_change(self, count):
        assert [generation.keep("key", count) for _ in range(2)] == [1, 1]
        generation.bump()
        assert [generation.keep("key", count) for _ in range(2)] == [2, 2]

    def test_change_counts_from_its_commit_on(self, count):
        before = generation.current()
        generation.keep("key", count)
        with transaction.atomic():
            generation.bump()
            assert generation.current() is None
        assert generation.current() != before
        assert generation.keep("key", count) == 2

    def test_rolled_back_change_leaves_everything_as_it_was(self, count):
        before = generation.current()
        generation.keep("key", count)
        with transaction.atomic():
            generation.bump()
            transaction.set_rollback(True)
        assert generation.current() == before
        assert generation.keep("key", count) == 1

    def test_change_of_another_connection_is_seen_at_once(self, count):
        generation.keep("key", count)
        in_another_connection(generation.bump)
        assert generation.keep("key", count) == 2

    def test_change_counts_where_no_row_is_left(self, count):
        ContentGeneration.objects.all().delete()
        generation.keep("key", count)
        generation.bump()
        assert generation.keep("key", count) == 2

    def test_mark_is_the_same_for_one_request(self):
        with memo.opened():
            before = generation.current()
            in_another_connection(generation.bump)
            assert generation.current() == before
        assert generation.current() != before

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases have no count of commits")
    def test_mark_costs_no_query_while_nobody_writes(self):
        generation.current()
        with CaptureQueriesContext(connection) as queries:
            generation.current()
        assert len(queries) == 0

    def test_another_thread_may_empty_what_is_kept_at_any_moment(self, monkeypatch, count):
        class Emptied(dict):
            """Loses everything after every look and every change."""

            def get(self, key, default=None):
                return self._then_empty(super().get(key, default))

            def __contains__(self, key):
                return self._then_empty(super().__contains__(key))

            def __setitem__(self, key, value):
                self._then_empty(super().__setitem__(key, value))

            def _then_empty(self, found):
                self.clear()
                return found

        kept = Emptied(key="kept")
        monkeypatch.setattr(generation, "_kept", (generation.current(), kept))
        assert generation.keep("key", count) == "kept"
        assert [generation.keep("key", count) for _ in range(2)] == [1, 2]
        assert generation.keep("key", lambda: kept.clear() or "computed") == "computed"

    def test_nothing_is_a_value_too(self, count):
        assert [generation.keep("key", lambda: count() and None) for _ in range(2)] == [None, None]
        assert count() == 2

    def test_what_is_kept_is_bounded(self, monkeypatch, count):
        monkeypatch.setattr(generation, "MOST_VALUES", 3)
        for key in range(10):
            generation.keep(key, count)
        assert len(generation._kept[1]) <= 3
