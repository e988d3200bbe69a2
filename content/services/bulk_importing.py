"""Many rule texts at once, file by file: each stands or falls alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content.citing.names import normalize_name
from content.enums import ChangeKind, Grammar, LevelOfEffect
from content.grammar.parser import parse
from content.grammar.tree import ParseWarning
from content.importing.limits import check_file_size
from content.importing.metadata import propose
from content.importing.reading import read_upload
from content.importing.refusals import ImportRefused
from content.services.importing import RuleDraft, RuleImportError, find_edition, find_rule, import_rule

SUFFIXES = frozenset({".txt", ".md", ".markdown", ".docx"})


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; ``error`` is empty where it was taken."""

    path: str
    title: str = ""
    articles: int = 0
    outcome: str = ""
    warnings: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def find_files(paths: list[Path]) -> list[Path]:
    """The files themselves and every text below the folders, in order of name.

    Raises:
        FileNotFoundError: a path does not exist.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(
                file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()
            )
        elif path.is_file():
            files.append(path)
        else:
            raise FileNotFoundError(path)
    return files


def import_files(
    files: list[Path], *, at: datetime, publish: bool = True, dry_run: bool = False
) -> Iterator[FileReport]:
    """Import each file in its own transaction and report on it.

    Older texts come first whatever the order of the files, so that citations find the edition of their time.
    Of an edition that is there already only the text is taken: its dates, number and source may have been
    corrected by editors, and what a file says of them is a guess.
    """
    drafts: list[tuple[RuleDraft, FileReport]] = []
    for file in files:
        try:
            drafts.append(_read(file))
        except (ImportRefused, RuleImportError, OSError) as error:
            yield FileReport(str(file), error=_words_of(error))
    taken: dict[tuple[str, date], str] = {}
    for draft, report in sorted(drafts, key=lambda entry: entry[0].promulgation_date):
        twin = taken.setdefault((normalize_name(draft.title), draft.promulgation_date), report.path)
        if twin != report.path:
            words = _("与 {file} 是同一规则、同一公布日期的文本，没有导入。").format(file=Path(twin).name)
            yield replace(report, error=words)
        else:
            yield _import_one(draft, report, at=at, publish=publish, dry_run=dry_run)


def _read(file: Path) -> tuple[RuleDraft, FileReport]:
    check_file_size(file.stat().st_size)
    read = read_upload(file.name, file.read_bytes())
    proposed = propose(read.text, filename=file.name)
    if not proposed.title:
        raise RuleImportError(_("没有识别出标题。"))
    if proposed.promulgation_date is None:
        raise RuleImportError(_("没有识别出公布日期，请在标题下的题注中写明。"))
    parsed = parse(read.text)
    draft = RuleDraft(
        title=proposed.title,
        text=read.text,
        promulgation_date=proposed.promulgation_date,
        level_of_effect=proposed.level_of_effect or LevelOfEffect.NORMATIVE_DOCUMENT,
        issuing_body=proposed.issuing_body or _("未载明"),
        change_kind=proposed.change_kind or ChangeKind.ENACTMENT,
        effective_date=proposed.effective_date,
        document_number=proposed.document_number,
        region=proposed.region,
    )
    report = FileReport(
        str(file),
        title=draft.title,
        articles=parsed.article_count,
        warnings=tuple(warning_as_dict(warning) for warning in parsed.warnings),
        notes=read.notes,
    )
    return draft, report


def _import_one(
    draft: RuleDraft, report: FileReport, *, at: datetime, publish: bool, dry_run: bool
) -> FileReport:
    try:
        with transaction.atomic():
            outcome = import_rule(draft=_kept(draft), by=None, at=at, publish=publish).outcome.value
            if dry_run:  # everything was checked, nothing is kept
                transaction.set_rollback(True)
    except RuleImportError as error:
        return replace(report, error=_words_of(error))
    return replace(report, outcome=outcome)


def _kept(draft: RuleDraft) -> RuleDraft:
    """The draft with what is stored of its edition, where there is one, in place of what was guessed."""
    rule = find_rule(draft.title)
    edition = find_edition(rule, draft.promulgation_date) if rule is not None else None
    if edition is None:
        return draft
    return replace(
        draft,
        grammar=Grammar(edition.grammar),
        change_kind=ChangeKind(edition.change_kind),
        effective_date=edition.effective_date,
        end_date=edition.end_date,
        document_number=edition.document_number,
        content_source=edition.content_source,
    )


def warning_as_dict(warning: ParseWarning) -> dict[str, Any]:
    """A warning of the grammar as plain data."""
    return {
        "code": warning.code.value,
        "line": warning.line,
        "label": warning.label,
        "expected": warning.expected,
    }


def _words_of(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, RuleImportError) else str(error)
