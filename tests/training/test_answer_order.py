"""Saves may arrive in any order, more than once: what was chosen last stands."""

from __future__ import annotations

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories.accounts import NOON
from tests.factories.quizzes import make_item, make_paper, make_quiz, start_quiz
from training.models import Answer
from training.services import attempting
from training.services.attempting import Given

BASE = int(NOON.timestamp() * 1000)
# What was chosen, in the order in which it was chosen; then the order in which it arrives, some twice.
choices = st.lists(st.sampled_from(["A", "B", "C", "D"]), min_size=1, max_size=6)


class AnswerOrder(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(choices, st.data())
    def test_the_last_choice_stands(self, chosen, data):
        enrollment, lesson = make_quiz(make_paper(make_item()))
        attempt = start_quiz(enrollment, lesson)
        saves = [Given([key], BASE + number) for number, key in enumerate(chosen)]
        again = data.draw(st.lists(st.sampled_from(saves), max_size=3, unique_by=id))
        newest = -1
        for number, given_ in enumerate(data.draw(st.permutations([*saves, *again]))):
            at = NOON + dt.timedelta(milliseconds=number)
            saved = attempting.save_answer(attempt=attempt, position=1, given=given_, at=at)
            newest = max(newest, given_.sequence)
            # Acknowledged as stored only where it stands in the database now.
            assert saved.stored == (given_.sequence == newest)
            assert saved.sequence == newest
        stored = Answer.objects.get(attempt=attempt)
        assert (stored.response, stored.sequence) == ([chosen[-1]], BASE + len(chosen) - 1)
