"""What the database refuses, and what every installation begins with."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from search.analysis.vocabulary import read_alternatives
from search.models import CommonQuestion, JudgedQuery, Judgement, StopWord, Synonym
from search.queries import parse
from search.selectors.vocabulary import current_vocabulary
from tests.factories.searching import make_judged, make_question
from tests.search.curation.conftest import Rules

pytestmark = pytest.mark.django_db

REFUSED: dict[str, Callable[[Rules], object]] = {
    "synonym_word_long_enough": lambda _: Synonym.objects.create(word="票", alternatives="选票"),
    "synonym_has_alternatives": lambda _: Synonym.objects.create(word="示例词", alternatives=""),
    "synonym.word": lambda _: Synonym.objects.create(word="贿选", alternatives="贿赂"),
    "stop_word_long_enough": lambda _: StopWord.objects.create(word="的"),
    "stopword.word": lambda _: StopWord.objects.create(word="怎么"),
    "question_long_enough": lambda rules: make_question(rules.bribery, "问"),
    "page_id": lambda rules: [make_question(rules.bribery, "示例问法", "art-1") for _ in range(2)],
    "judged_query_not_empty": lambda _: JudgedQuery.objects.create(text=""),
    "judgedquery.text": lambda _: [JudgedQuery.objects.create(text="示例") for _ in range(2)],
    "judgement_grade_known": lambda rules: make_judged("示例", (rules.bribery, "", 4)),
    "judgement.query_id": lambda rules: make_judged(
        "示例", (rules.bribery, "art-1", 1), (rules.bribery, "art-1", 2)
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_database_refuses(name: str, rules: Rules) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        REFUSED[name](rules)
    # PostgreSQL names its unique constraints otherwise than SQLite its columns.
    assert name.partition(".")[0] in str(caught.value)


def test_what_is_said_of_a_page_goes_with_it(rules: Rules) -> None:
    make_question(rules.canvassing, "示例问法")
    make_judged("示例", (rules.canvassing, "", 3), (rules.bribery, "", 1))
    rules.canvassing.get_parent().specific.delete()
    assert not CommonQuestion.objects.exists()
    assert [row.page_id for row in Judgement.objects.all()] == [rules.bribery.pk]


def test_every_installation_begins_with_words() -> None:
    vocabulary = current_vocabulary()
    assert ("贿赂", "选民") in vocabulary.synonyms["拉票贿选"]
    assert {"怎么", "如何", "什么"} <= vocabulary.stop_words
    assert not vocabulary.stop_words & vocabulary.synonyms.keys()
    assert [term.text for term in parse("拉票贿选怎么处理", vocabulary).terms] == ["拉票贿选", "处理"]


def test_initial_words_are_taken_back_unless_somebody_changed_them() -> None:
    migration = import_module("search.migrations.0003_initial_vocabulary")
    Synonym.objects.filter(word="贿选").update(alternatives="贿赂")
    StopWord.objects.create(word="示例词")
    migration.take_back(apps, None)
    assert set(Synonym.objects.values_list("word", flat=True)) == {"贿选"}
    assert set(StopWord.objects.values_list("word", flat=True)) == {"示例词"}
    migration.add(apps, None)
    assert read_alternatives(Synonym.objects.get(word="贿选").alternatives) == (("贿赂",),)
    assert Synonym.objects.count() == len(migration.SYNONYMS)
