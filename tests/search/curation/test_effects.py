"""What a change would do to the judged queries, before it is saved."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from common import clock
from search.analysis.vocabulary import Vocabulary
from search.models import CommonQuestion
from search.port import get_index
from search.selectors.effects import Effect, effect_of_question, effect_of_vocabulary
from search.selectors.judging import Viewer, figures, judged_queries, run
from tests.content.asking import count_queries, restrict
from tests.factories.searching import make_judged, make_question
from tests.search.curation.conftest import Rules

pytestmark = pytest.mark.django_db
NOTHING = Vocabulary()


def viewer() -> Viewer:
    return Viewer(("public",), clock.today())


def effect(proposed: Vocabulary, current: Vocabulary = NOTHING) -> Effect:
    return effect_of_vocabulary(proposed, current=current, viewer=viewer())


def test_synonym_that_helps_is_said_to_help(rules: Rules) -> None:
    make_judged("塞红包", (rules.bribery, "art-2", 3))
    make_judged("拉票", (rules.canvassing, "art-1", 3))
    found = effect(NOTHING.with_synonym("塞红包", (("贿赂", "选民"),)))
    (change,) = found.better
    assert (change.text, change.before, change.after) == ("塞红包", 0.0, 1.0)
    assert [(move.before, move.after) for move in change.moves] == [(None, 1)]
    assert change.moves[0].name == "示例选举办法（示例） 第二条"
    assert (found.before.ndcg, found.after.ndcg) == (0.5, 1.0)
    assert (found.before.recall, found.after.recall_far) == (0.5, 1.0)
    assert found.worse == found.moved == ()


def test_synonym_that_harms_is_said_to_harm(rules: Rules) -> None:
    make_judged("领票", (rules.bribery, "art-3", 3))
    # An alternative of many words outweighs the word itself.
    found = effect(NOTHING.with_synonym("领票", (("示例拉票规定", "严禁拉票"),)))
    (change,) = found.worse
    assert (change.before, change.moves[0].before, change.moves[0].after) == (1.0, 1, 2)
    assert change.after == pytest.approx(0.6309, abs=1e-4)
    assert change.difference < 0
    assert found.better == found.moved == ()


def test_change_that_touches_no_query_changes_nothing(rules: Rules) -> None:
    make_judged("拉票", (rules.canvassing, "art-1", 3))
    found = effect(NOTHING.with_synonym("毫不相干", (("贿赂",),)))
    assert found.is_none
    assert found.before == found.after
    assert (found.measured, found.total, found.too_few) == (1, 1, True)


def test_stop_word_that_was_needed_harms(rules: Rules) -> None:
    make_judged("拉票情节", (rules.canvassing, "art-2", 3))
    found = effect(NOTHING.with_stop_word("情节"))
    assert [(change.text, change.moves[0].after) for change in found.worse] == [("拉票情节", 2)]
    assert effect(NOTHING.with_stop_word("如何")).is_none


def test_question_that_helps_another_that_harms(rules: Rules) -> None:
    make_judged("没带身份证怎么投票", (rules.bribery, "art-3", 3))
    make_judged("拉票", (rules.canvassing, "art-1", 3))
    question = CommonQuestion(page=rules.bribery, eid="art-3", text="没带身份证能不能投票")
    found = effect_of_question(question, vocabulary=NOTHING, viewer=viewer())
    assert [change.text for change in found.better] == ["没带身份证怎么投票"]
    assert found.worse == ()
    assert found.pages >= 1
    assert not CommonQuestion.objects.exists()
    harmful = CommonQuestion(page=rules.canvassing, eid="art-2", text="拉票 拉票 拉票 拉票 严禁拉票")
    worse = effect_of_question(harmful, vocabulary=NOTHING, viewer=viewer())
    assert [change.text for change in worse.worse] == ["拉票"]


def test_question_that_shares_no_word_needs_no_trial(rules: Rules) -> None:
    make_judged("拉票", (rules.canvassing, "art-1", 3))
    question = CommonQuestion(page=rules.bribery, eid="art-3", text="没带身份证")
    found = effect_of_question(question, vocabulary=NOTHING, viewer=viewer())
    assert (found.is_none, found.pages) == (True, 0)


def test_question_as_it_is_stored_changes_nothing(rules: Rules) -> None:
    question = make_question(rules.bribery, "没带身份证能不能投票", "art-3")
    make_judged("没带身份证", (rules.bribery, "art-3", 3))
    found = effect_of_question(question, vocabulary=NOTHING, viewer=viewer())
    # The index has not got it yet, the trial has it before and after.
    assert found.is_none
    assert found.before.ndcg == found.after.ndcg == 1.0


def test_whole_page_is_found_by_any_of_its_provisions(rules: Rules) -> None:
    make_judged("拉票", (rules.canvassing, "", 2))
    (outcome,) = [
        run(judged, index=get_index(), vocabulary=NOTHING, viewer=viewer()) for judged in judged_queries()
    ]
    assert outcome.place_of(f"{rules.canvassing.pk}:") == 1
    assert outcome.ndcg == 1.0
    assert list(outcome.names.values()) == [rules.canvassing.get_parent().title]


def test_what_the_viewer_may_not_read_is_neither_found_nor_named(rules: Rules) -> None:
    make_judged("拉票", (rules.canvassing, "art-1", 3))
    restrict(rules.canvassing.get_parent())
    call_command("rebuild_index", verbosity=0)
    (outcome,) = [
        run(judged, index=get_index(), vocabulary=NOTHING, viewer=viewer()) for judged in judged_queries()
    ]
    assert (outcome.names, outcome.ndcg) == ({}, 0.0)


def test_of_very_many_queries_every_nth_is_run(rules: Rules) -> None:
    for number in range(7):
        make_judged(f"示例{number}", (rules.canvassing, "", 1))
    assert [judged.text for judged in judged_queries(3)] == ["示例0", "示例3", "示例6"]
    assert count_queries(judged_queries) == count_queries(lambda: judged_queries(1)) == 2


def test_figures_of_nothing_are_nothing() -> None:
    assert figures([]).ndcg == 0.0
    assert effect(NOTHING.with_stop_word("如何")).measured == 0
