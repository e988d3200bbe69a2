"""Import and export of quiz items: dry run, errors by row, all or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.results import Result, RowResult

from accounts.models import User
from accounts.services import auditing
from common.numbers import number
from content.models import ProhibitionListPage
from content.selectors.visibility import reachable_pages
from training.bank_policy import own, usable
from training.enums import Difficulty, ItemKind, TrainingAction
from training.grading.normalizing import normalize
from training.grading.writing import (
    ItemTextError,
    check_options,
    read_answer,
    read_options,
    write_answer,
    write_options,
)
from training.models import QuizItem, Topic
from training.resources.item_sheets import COLUMNS, LONGEST_CELL, Row, write_sheet
from training.services.banking import save_item
from training.services.sourcing import resolve_sources

_KINDS = {str(kind.label): kind for kind in ItemKind} | {
    str(kind.label).removesuffix("题"): kind for kind in ItemKind
}
_LEVELS = {str(level.label): level for level in Difficulty}
_PARTS = {"stem": "题干", "options": "选项", "answer": "答案"}
_NO = frozenset({"否", "停用", "0", "no", "false"})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one line of the sheet; line 0 is the file as a whole."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ItemImport:
    """Outcome of an import. With problems, nothing was saved."""

    created: int
    updated: int
    unchanged: int
    problems: tuple[RowProblem, ...] = ()
    stems: tuple[str, ...] = ()


class QuizItemResource(resources.ModelResource):
    """Items as rows. A row with 编号 changes that item of the own units; without, one of the same topic, kind
    and stem is changed, else a new one is made.
    """

    number = fields.Field(column_name="编号", attribute="pk", readonly=True)
    kind = fields.Field(column_name="题型", attribute="get_kind_display")
    topic = fields.Field(column_name="专题", attribute="topic__name")
    difficulty = fields.Field(column_name="难度", attribute="get_difficulty_display")
    stem = fields.Field(column_name="题干", attribute="stem")
    options = fields.Field(column_name="选项")
    answer = fields.Field(column_name="答案")
    explanation = fields.Field(column_name="解析", attribute="explanation")
    basis = fields.Field(column_name="依据条文", attribute="basis")
    target_list = fields.Field(column_name="清单", attribute="target_list__title")
    target_number = fields.Field(column_name="条目", attribute="target_number")
    active = fields.Field(column_name="启用")

    class Meta:
        model = QuizItem
        fields = (
            "number",
            "kind",
            "topic",
            "difficulty",
            "stem",
            "options",
            "answer",
            "explanation",
            "basis",
            "target_list",
            "target_number",
            "active",
        )
        import_id_fields = ()
        use_transactions = True
        skip_diff = True
        skip_unchanged = True
        report_skipped = True

    def __init__(self, *, user: User, at: dt.datetime, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user, self.at = user, at
        self._values: dict[str, Any] = {}
        self._seen: dict[tuple[Any, ...], str] = {}
        self._saved: list[QuizItem] = []

    # ---- export
    def dehydrate_options(self, item: QuizItem) -> str:
        return write_options(item.options)

    def dehydrate_answer(self, item: QuizItem) -> str:
        return write_answer(ItemKind(item.kind), item.answer)

    def dehydrate_active(self, item: QuizItem) -> str:
        return "是" if item.active else "否"

    # ---- import
    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:  # noqa: ARG002
        """Read what rows refer to once, so that a row costs no look-ups."""
        mine = own(self.user, QuizItem.objects.all())
        self._by_number = {str(item.pk): item for item in mine}
        self._by_words = {_words(item.topic_id, item.kind, item.stem): item for item in mine}
        self._topics = {topic.name: topic for topic in usable(self.user, Topic.objects.all())}
        self._lists = {
            page.title: page for page in reachable_pages(self.user, ProhibitionListPage.objects.live())
        }
        self._seen.clear()
        self._saved.clear()

    def before_import_row(self, row: Row, **kwargs: Any) -> None:  # noqa: ARG002
        """Check a row and that no other line says the same."""
        self._values = self._read(row)
        key = _words(self._values["topic"].pk, self._values["kind"], self._values["stem"])
        if key in self._seen:
            raise ValidationError({"题干": _("与第 %(line)s 行是同一道题。") % {"line": self._seen[key]}})
        self._seen[key] = row["line"]

    def get_instance(self, instance_loader: Any, row: Row) -> QuizItem | None:  # noqa: ARG002
        """The stored item a row speaks of."""
        if row["编号"]:
            return self._by_number[row["编号"]]
        values = self._values
        return self._by_words.get(_words(values["topic"].pk, values["kind"], values["stem"]))

    def import_instance(self, instance: QuizItem, row: Row, **kwargs: Any) -> None:  # noqa: ARG002
        """Write what the row gives onto the item."""
        self._before = _state(instance) if instance.pk else None
        for name, value in self._values.items():
            setattr(instance, name, value)
        if instance.pk is None:
            instance.unit_id = self.user.unit_id

    def skip_row(self, instance: QuizItem, *_args: Any, **_kwargs: Any) -> bool:
        """Whether the row says nothing new."""
        return self._before is not None and self._before == _state(instance)

    def save_instance(self, instance: QuizItem, is_create: bool, row: Row, **kwargs: Any) -> None:  # noqa: ARG002
        """Save an item; all bases are led to provisions afterwards at once."""
        self._saved.append(save_item(item=instance, at=self.at, resolve=False))

    def after_import(self, dataset: tablib.Dataset, result: Result, **kwargs: Any) -> None:  # noqa: ARG002
        """Lead the bases of what was saved to provisions."""
        if not kwargs.get("dry_run"):
            resolve_sources(items=self._saved, on=timezone.localdate(self.at))

    def _read(self, row: Row) -> dict[str, Any]:
        for name in COLUMNS:
            if len(row[name]) > LONGEST_CELL:
                raise ValidationError({name: _("文字太长，最多 %(n)s 个字。") % {"n": LONGEST_CELL}})
        if row["编号"] and row["编号"] not in self._by_number:
            raise ValidationError(
                {"编号": _("本单位没有编号为 %(n)s 的试题；新题请留空。") % {"n": row["编号"][:20]}}
            )
        kind = _KINDS.get(row["题型"])
        if kind is None:
            raise ValidationError({"题型": _("题型写单选题、多选题、判断题、填空题或者排序题。")})
        topic = self._topics.get(row["专题"])
        if topic is None:
            words = _("没有名为“%(name)s”的专题，请先在“试题专题”里建立。")
            raise ValidationError({"专题": words % {"name": row["专题"][:40]}})
        difficulty = _LEVELS.get(row["难度"] or str(Difficulty.MEDIUM.label))
        if difficulty is None:
            raise ValidationError({"难度": _("难度写容易、适中或者较难。")})
        for name in ("题干", "解析"):
            if not row[name]:
                raise ValidationError({name: _("请填写。")})
        return {
            "kind": kind,
            "topic": topic,
            "difficulty": difficulty,
            "stem": row["题干"],
            **_options_and_answer(kind, row),
            "explanation": row["解析"],
            "basis": row["依据条文"],
            **self._read_item(row),
            "active": row["启用"].casefold() not in _NO,
        }

    def _read_item(self, row: Row) -> dict[str, Any]:
        if not row["清单"] and not row["条目"]:
            return {"target_list": None, "target_number": None}
        page = self._lists.get(row["清单"])
        if page is None:
            raise ValidationError({"清单": _("没有名为“%(name)s”的纪律清单。") % {"name": row["清单"][:40]}})
        item = number(row["条目"], most=999)
        if row["条目"] and item is None:
            raise ValidationError({"条目": _("条目写序号，例如 3。")})
        return {"target_list": page, "target_number": item}


def import_items(*, rows: Sequence[Row], user: User, at: dt.datetime, dry_run: bool) -> ItemImport:
    """Bring in items of the own units.

    Returns:
        Counts and problems. One problem anywhere and nothing at all is saved.

    Side effects:
        One audit record when something changed.
    """
    dataset = tablib.Dataset(headers=[*COLUMNS, "line"])
    for row in rows:
        dataset.append([*(row[name] for name in COLUMNS), row["line"]])
    with transaction.atomic():
        resource = QuizItemResource(user=user, at=at)
        report = _report(rows, resource.import_data(dataset, dry_run=False, use_transactions=False))
        if dry_run or report.problems:
            transaction.set_rollback(True)
        elif report.created or report.updated:
            data = {"created": report.created, "updated": report.updated}
            auditing.record(action=TrainingAction.ITEMS_IMPORTED, by=user, at=at, data=data)
    return report


def export_items(*, items: QuerySet[QuizItem], user: User, at: dt.datetime) -> bytes:
    """A workbook of items that can be imported again."""
    rows = items.select_related("topic", "target_list").order_by("pk")
    dataset = QuizItemResource(user=user, at=at).export(rows)
    return write_sheet(dataset[number] for number in range(len(dataset)))


def template() -> bytes:
    """An empty workbook with an example (示例) of each kind."""
    return write_sheet(_EXAMPLES)


def _options_and_answer(kind: ItemKind, row: Row) -> dict[str, Any]:
    try:
        options = read_options(row["选项"])
        check_options(kind, options)
        return {
            "options": options,
            "answer": read_answer(kind, row["答案"], stem=row["题干"], options=options),
        }
    except ItemTextError as error:
        raise ValidationError({_PARTS[error.part]: str(error)}) from error


def _words(topic: int | None, kind: str, stem: str) -> tuple[Any, ...]:
    return topic, str(kind), normalize(stem)


def _state(item: QuizItem) -> tuple[Any, ...]:
    return item.compute_digest(), item.topic_id, int(item.difficulty), item.active


def _report(rows: Sequence[Row], result: Result) -> ItemImport:
    problems = [RowProblem(0, str(error.error)) for error in result.base_errors]
    for row, errors in result.row_errors():
        problems += [RowProblem(int(rows[row - 1]["line"]), str(error.error)) for error in errors]
    for invalid in result.invalid_rows:
        line = int(rows[invalid.number - 1]["line"])
        for name, texts in invalid.error_dict.items():
            problems.append(RowProblem(line, f"{name}：{''.join(texts)}"))
    return ItemImport(
        created=result.totals[RowResult.IMPORT_TYPE_NEW],
        updated=result.totals[RowResult.IMPORT_TYPE_UPDATE],
        unchanged=result.totals[RowResult.IMPORT_TYPE_SKIP],
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        stems=tuple(row["题干"][:60] for row in rows[:10]),
    )


_EXAMPLES: tuple[tuple[str, ...], ...] = (
    (
        "",
        "单选题",
        "示例专题",
        "适中",
        "示例：对……的，一律怎样处理？",
        "A. 记录在案\nB. 宣布无效",
        "B",
        "示例解析。",
        "《基层选举工作规范（示例）》第十七条",
        "",
        "",
        "是",
    ),
    (
        "",
        "多选题",
        "示例专题",
        "适中",
        "示例：下列哪些属于拉票？",
        "A. 请客求票\nB. 托人带话求票\nC. 参加见面会",
        "AB",
        "示例解析。",
        "",
        "",
        "",
        "是",
    ),
    (
        "",
        "判断题",
        "示例专题",
        "容易",
        "示例：助选与自己拉票同样处理。",
        "",
        "对",
        "示例解析。",
        "",
        "",
        "",
        "是",
    ),
    (
        "",
        "填空题",
        "示例专题",
        "适中",
        "示例：一律不得____。",
        "",
        "提拔使用|提拔",
        "示例解析。",
        "",
        "",
        "",
        "是",
    ),
    (
        "",
        "排序题",
        "示例专题",
        "较难",
        "示例：请按先后排列。",
        "A. 登记\nB. 办结\nC. 反馈",
        "ABC",
        "示例解析。",
        "",
        "",
        "",
        "是",
    ),
)
