"""``search_benchmark`` on corpora written here."""

from __future__ import annotations

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search.benchmarking.corpus import BadCorpusError, Question, read_articles, read_questions

SUBJECTS = ("举报受理", "换届选举", "档案管理", "印章使用", "会议记录", "车辆调度", "值班安排", "经费报销")


def write_corpus(folder: Path) -> tuple[Path, Path]:
    """Eight invented laws of ten articles; one question for each law, answered by its third article."""
    articles, questions = folder / "articles.jsonl.gz", folder / "queries.jsonl"
    with gzip.open(articles, "wt", encoding="utf-8") as file:
        for subject in SUBJECTS:
            for number in range(1, 11):
                words = f"{subject}的期限为{number}日" if number == 3 else f"其他事项之{number}"
                line = {
                    "id": f"{subject}办法第{number}条",
                    "law": f"{subject}办法（示例）",
                    "category": "行政法规",
                    "heading": "第一章 总则",
                    "article": f"第{number}条",
                    "text": words,
                }
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    with questions.open("w", encoding="utf-8") as file:
        for subject in SUBJECTS:
            line = {"query": f"{subject}的期限是几日？", "relevant": [f"{subject}办法第3条"]}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return articles, questions


def run(articles: Path, queries: Path, **options: Any) -> str:
    printed = StringIO()
    call_command(
        "search_benchmark", articles=[articles], queries=queries, verbosity=0, stdout=printed, **options
    )
    return printed.getvalue()


def test_command_prints_quality_times_size_and_memory(tmp_path: Path) -> None:
    printed = run(*write_corpus(tmp_path))
    assert "index: 80 articles" in printed
    assert "questions: 8" in printed
    for name in ("nDCG@10", "MRR@10", "R@10", "R@100"):
        assert f"{name:8} 1.0000   [1.0000, 1.0000]" in printed
    for words in ("a screenful of hits: p50", "counting the facets: p50", "peak memory", "MB on disk"):
        assert words in printed


def test_a_run_is_saved_and_compared_question_by_question(tmp_path: Path) -> None:
    articles, questions = write_corpus(tmp_path)
    saved = tmp_path / "run.jsonl"
    run(articles, questions, save=saved)
    worse = [json.loads(line) for line in saved.read_text(encoding="utf-8").splitlines()]
    for line in worse:
        line["ndcg_10"] = 0.25
    saved.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in worse), encoding="utf-8")
    printed = run(articles, questions, compare=saved)
    assert "nDCG@10  +0.7500" in printed
    assert "8 better, 0 worse" in printed
    assert "R@10     +0.0000   [+0.0000, +0.0000]   p = 1.0000" in printed


def test_runs_over_other_questions_are_not_compared(tmp_path: Path) -> None:
    articles, questions = write_corpus(tmp_path)
    saved = tmp_path / "run.jsonl"
    run(articles, questions, save=saved, limit=3)
    with pytest.raises(CommandError, match="other questions"):
        run(articles, questions, compare=saved)


def test_common_questions_lead_to_their_articles(tmp_path: Path) -> None:
    articles, _questions = write_corpus(tmp_path)
    asked, attached = tmp_path / "asked.jsonl", tmp_path / "attached.jsonl"
    target = ["印章使用办法第7条"]
    asked.write_text(json.dumps({"query": "公章丢了怎样补办", "relevant": target}), encoding="utf-8")
    attached.write_text(json.dumps({"query": "公章遗失补办手续", "relevant": target}), encoding="utf-8")
    assert "R@10     0.0000" in run(articles, asked)
    assert "R@10     1.0000" in run(articles, asked, questions=attached)


def test_questions_that_are_measured_must_not_be_attached(tmp_path: Path) -> None:
    articles, questions = write_corpus(tmp_path)
    with pytest.raises(CommandError, match="nothing is measured"):
        run(articles, questions, questions=questions)


@pytest.mark.parametrize("damage", ["no json", '{"id": 1}', "[]"])
def test_files_of_another_shape_are_named_with_their_line(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(damage, encoding="utf-8")
    with pytest.raises(BadCorpusError, match=r"articles\.jsonl"):
        list(read_articles([path]))
    with pytest.raises(BadCorpusError, match=r"gone\.jsonl"):
        read_questions(tmp_path / "gone.jsonl")


def test_repeated_corpus_has_pages_of_its_own(tmp_path: Path) -> None:
    articles, _questions = write_corpus(tmp_path)
    documents = list(read_articles([articles, articles], [Question("问", frozenset({"举报受理办法第1条"}))]))
    assert len({document.key for document in documents}) == 160
    assert len({document.page_id for document in documents}) == 16
    assert sum(document.questions == ("问",) for document in documents) == 2
