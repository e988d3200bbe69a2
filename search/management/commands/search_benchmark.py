"""Measure the search on a corpus of articles and judged questions, in an index made for it alone."""

from __future__ import annotations

import resource
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from common import clock
from search.benchmarking import corpus, running
from search.benchmarking.corpus import BadCorpusError, Question
from search.engines import temporary_index
from search.exchange import SearchDocument
from search.port import SearchIndex


class Command(BaseCommand):
    help = (
        "在临时索引上测量检索质量与速度：nDCG@10、MRR@10、R@10、R@100（95% 自助法区间）、"
        "查询耗时、建索引耗时、索引大小和内存峰值，并可与已保存的一次测量逐题比较。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--articles", type=Path, action="append", required=True, metavar="FILE.jsonl.gz")
        parser.add_argument("--queries", type=Path, required=True, metavar="FILE.jsonl")
        parser.add_argument("--engine", choices=("tantivy", "elasticsearch"), default="tantivy")
        parser.add_argument(
            "--questions",
            type=Path,
            metavar="FILE.jsonl",
            help="附到条文上的常见问法，不得与所测问题相同",
        )
        parser.add_argument("--repeat", type=int, default=1, help="语料重复放入的次数，用于测量规模")
        parser.add_argument("--limit", type=int, help="只问前若干个问题")
        parser.add_argument("--save", type=Path, help="保存这次测量")
        parser.add_argument("--compare", type=Path, help="与保存的测量比较")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            questions = corpus.read_questions(options["queries"])[: options["limit"]]
            attached = corpus.read_questions(options["questions"]) if options["questions"] else ()
            former = running.load(options["compare"]) if options["compare"] else None
            running.check_same(questions, former)
        except (BadCorpusError, OSError, ValueError, TypeError) as error:
            raise CommandError(str(error)) from error
        if not questions:
            raise CommandError("no questions to ask")
        self._refuse_leaks(questions, attached)
        with temporary_index(options["engine"]) as index:
            unknown = {article_id for question in questions for article_id in question.relevant}
            self._build(index, options, attached, unknown)
            bar = tqdm(total=len(questions), desc="questions", disable=options["verbosity"] == 0)
            with bar:
                measured = running.measure(index, questions, on=clock.today(), tick=bar.update)
        if options["save"]:
            running.save(measured, options["save"])
        self._print_figures(measured, quality=options["repeat"] == 1)
        if former is not None:
            self._print_comparison(measured, former)

    def _refuse_leaks(self, questions: tuple[Question, ...], attached: tuple[Question, ...]) -> None:
        known = {question.text for question in attached}
        both = sum(question.text in known for question in questions)
        if both:
            raise CommandError(f"{both} of the questions are also attached to articles: nothing is measured")

    def _build(
        self,
        index: SearchIndex,
        options: dict[str, Any],
        attached: tuple[Question, ...],
        unknown: set[str],
    ) -> None:
        """Fill the index; what is left in ``unknown`` are answers no file has."""
        started = time.monotonic()
        try:
            with index.rebuilding() as session:
                bar = tqdm(desc="articles", unit="", disable=options["verbosity"] == 0)
                with bar:
                    session.add(_counted(self._documents(options, attached), bar, unknown))
        except BadCorpusError as error:
            raise CommandError(str(error)) from error
        seconds, health = time.monotonic() - started, index.health()
        self.stdout.write(
            f"index: {health.documents} articles in {seconds:.1f} s, {health.bytes / 1e6:.0f} MB on disk, "
            f"peak memory of this process {_peak_megabytes():.0f} MB"
        )
        if unknown:
            self.stdout.write(f"{len(unknown)} of the answers are in no file: every figure is too low")

    def _documents(self, options: dict[str, Any], attached: tuple[Question, ...]) -> Iterator[SearchDocument]:
        return corpus.read_articles(options["articles"] * options["repeat"], attached)

    def _print_figures(self, measured: list[running.Measured], *, quality: bool) -> None:
        self.stdout.write(f"questions: {len(measured)}")
        # In a corpus that holds every article several times, copies push each other out of the first ten.
        for figure in running.qualities(measured) if quality else ():
            self.stdout.write(f"{figure.name:8} {figure.mean:.4f}   [{figure.low:.4f}, {figure.high:.4f}]")
        for field, name in running.TIMES.items():
            p50, p95 = (running.percentile(measured, field, part) * 1000 for part in (0.5, 0.95))
            self.stdout.write(f"{name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")
        self.stdout.write(f"peak memory of this process: {_peak_megabytes():.0f} MB")

    def _print_comparison(self, measured: list[running.Measured], former: list[running.Measured]) -> None:
        for one in running.compare(measured, former):
            self.stdout.write(
                f"{one.name:8} {one.difference:+.4f}   [{one.low:+.4f}, {one.high:+.4f}]   p = {one.p:.4f}   "
                f"{one.better} better, {one.worse} worse"
            )


def _counted(
    documents: Iterator[SearchDocument], bar: tqdm[Any], unknown: set[str]
) -> Iterator[SearchDocument]:
    for document in documents:
        unknown.discard(document.edition)
        yield document
        bar.update()


def _peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3
