"""What editors keep reaches the answers: words at once, questions with the next job."""

from __future__ import annotations

import pytest
from django.test import Client

from common import clock, generation, memo
from common.models import Job
from content.selectors.indexing import list_indexable_pages
from search.models import CommonQuestion, StopWord, Synonym
from search.selectors.indexable import documents_of
from search.selectors.vocabulary import current_vocabulary
from tasks.relay import run_due_jobs
from tests.content.asking import count_queries
from tests.factories.searching import make_question
from tests.search.curation.conftest import Rules


def found(typed: str) -> str:
    return Client().get("/search/", {"q": typed}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_vocabulary_costs_no_query_until_it_changes() -> None:
    generation.forget_kept()
    with memo.opened():
        current_vocabulary()
    with memo.opened():
        assert count_queries(current_vocabulary) <= 1  # the mark, where the database has no count of commits
    Synonym.objects.create(word="示例说法", alternatives="另一说法")
    StopWord.objects.filter(word="怎么").delete()
    with memo.opened():
        vocabulary = current_vocabulary()
    assert vocabulary.alternatives("示例说法") == (("另一说法",),)
    assert "怎么" not in vocabulary.stop_words


@pytest.mark.django_db
def test_synonym_is_used_by_the_next_search(rules: Rules) -> None:
    before = found("塞红包")
    Synonym.objects.create(word="塞红包", alternatives="贿赂 选民")
    after = found("塞红包")
    assert "/art-2/" not in before
    assert "/art-2/" in after


@pytest.mark.django_db
def test_question_is_found_after_its_job_and_gone_after_it_is_deleted(rules: Rules) -> None:
    assert "/art-3/" not in found("没带身份证")
    question = make_question(rules.bribery, "没带身份证能不能投票", "art-3", "第三条")
    run_due_jobs()
    assert "/art-3/" in found("没带身份证")
    question.delete()
    run_due_jobs()
    assert "/art-3/" not in found("没带身份证")


@pytest.mark.django_db
def test_question_given_to_another_page_leaves_the_first(rules: Rules) -> None:
    make_question(rules.bribery, "没带身份证能不能投票")
    Job.objects.all().delete()
    question = CommonQuestion.objects.get()
    question.page = rules.canvassing
    question.save()
    assert {job.kwargs["page_id"] for job in Job.objects.filter(name="search.index_page")} == {
        rules.bribery.pk,
        rules.canvassing.pk,
    }


@pytest.mark.django_db
def test_questions_of_a_batch_of_pages_take_one_query(rules: Rules) -> None:
    make_question(rules.bribery, "整个页面的问法")
    make_question(rules.bribery, "一条的问法", "art-2")
    make_question(rules.bribery, "不再有的条款的问法", "art-99")
    pages = list_indexable_pages([rules.bribery.pk, rules.canvassing.pk])
    assert count_queries(lambda: documents_of(pages, on=clock.today())) == 1
    documents = documents_of(pages, on=clock.today())
    assert [each.questions for each in documents[rules.bribery.pk]] == [
        ("整个页面的问法",),
        ("一条的问法",),
        (),
    ]
    assert {each.questions for each in documents[rules.canvassing.pk]} == {()}
