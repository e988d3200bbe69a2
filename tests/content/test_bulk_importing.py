"""Rule texts in bulk: ``import_rules PATH…``."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from content.models import BasePage, Citation, EditionPage, Provision, RulePage
from tasks.relay import run_due_jobs
from tests.content.asking import words_of
from tests.factories.content import make_structure

pytestmark = pytest.mark.django_db

TEXT = """示例监督办法（示例）

（2020年5月6日示例市委员会印发）

第一条　为了规范监督工作，制定本办法。

第二条　监督工作依照《示例选举规定（示例）》第二条开展。

第三条　本办法自2020年6月1日起施行。
"""
OTHER = """示例选举规定（示例）

（2018年1月2日示例市委员会印发）

第一条　选举应当公开。

第二条　选举应当公平。
"""


@pytest.fixture(autouse=True)
def _structure(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    make_structure()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two rules, the citing one first by name."""
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text(TEXT, encoding="utf-8")
    (texts / "b.md").write_text("# " + OTHER, encoding="utf-8")
    return texts


def run(*arguments: object) -> tuple[list[dict[str, Any]], bool]:
    """The reports by file, and whether the command ended well."""
    out = io.StringIO()
    try:
        call_command("import_rules", *map(str, arguments), "--json", stdout=out, stderr=io.StringIO())
    except CommandError:
        return [json.loads(line) for line in out.getvalue().splitlines()], False
    return [json.loads(line) for line in out.getvalue().splitlines()], True


def outcomes(reports: list[dict[str, Any]]) -> dict[str, str]:
    return {Path(report["path"]).name: report["outcome"] or report["error"] for report in reports}


def test_folder_becomes_published_rules_that_cite_one_another(folder: Path) -> None:
    reports, passed = run(folder)
    assert passed
    assert outcomes(reports) == {"a.txt": "created", "b.md": "created"}
    assert {report["title"]: report["articles"] for report in reports} == {
        "示例监督办法（示例）": 3,
        "示例选举规定（示例）": 2,
    }
    assert set(EditionPage.objects.live().values_list("promulgation_date", flat=True)) == {
        dt.date(2020, 5, 6),
        dt.date(2018, 1, 2),
    }
    citation = Citation.objects.get(cited_title="示例选举规定（示例）")
    assert (citation.state, citation.target_eid) == ("resolved", "art-2")


def test_second_run_changes_nothing(folder: Path) -> None:
    run(folder)
    before = list(EditionPage.objects.order_by("pk").values_list("pk", "latest_revision_id"))
    reports, passed = run(folder)
    assert passed
    assert set(outcomes(reports).values()) == {"unchanged"}
    assert list(EditionPage.objects.order_by("pk").values_list("pk", "latest_revision_id")) == before


def test_second_run_keeps_what_editors_corrected(folder: Path) -> None:
    run(folder)
    edition = EditionPage.objects.get(promulgation_date=dt.date(2018, 1, 2))
    edition.effective_date = dt.date(2018, 3, 1)
    edition.document_number = "示例发〔2018〕1号"
    edition.content_source = "示例市委员会公报"
    edition.save_revision().publish()
    assert outcomes(run(folder)[0])["b.md"] == "unchanged"
    (folder / "b.md").write_text("# " + OTHER.replace("公平", "公平、公正"), encoding="utf-8")
    assert outcomes(run(folder)[0])["b.md"] == "updated"
    edition = EditionPage.objects.get(promulgation_date=dt.date(2018, 1, 2))
    assert "公平、公正" in edition.text
    assert edition.effective_date == dt.date(2018, 3, 1)
    assert (edition.document_number, edition.content_source) == ("示例发〔2018〕1号", "示例市委员会公报")


@pytest.mark.parametrize("arguments", [(), ("--dry-run",)])
def test_two_files_of_one_edition_are_not_taken_for_revisions(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    (folder / "c.txt").write_text(
        TEXT.replace("公开", "不公开").replace("监督工作，", "监督，"), encoding="utf-8"
    )
    reports, passed = run(folder, *arguments)
    assert not passed
    assert outcomes(reports)["a.txt"] == "created"
    assert "与 a.txt 是同一规则、同一公布日期的文本" in outcomes(reports)["c.txt"]


def test_dry_run_saves_nothing(folder: Path) -> None:
    before = BasePage.objects.count()
    reports, passed = run(folder, "--dry-run")
    assert passed
    assert set(outcomes(reports).values()) == {"created"}
    assert (BasePage.objects.count(), Provision.objects.count()) == (before, 0)


def test_refused_file_stops_no_other(folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "fake.docx").write_bytes(b"PK\x03\x04 no zip at all")
    (folder / "undated.txt").write_text("示例规则（示例）\n\n第一条　甲。\n", encoding="utf-8")
    reports, passed = run(folder)
    assert not passed
    found = outcomes(reports)
    assert (found["a.txt"], found["b.md"]) == ("created", "created")
    assert "文件是空的" in found["empty.txt"]
    assert "没有识别出公布日期" in found["undated.txt"]
    assert found["fake.docx"]
    assert RulePage.objects.count() == 2


def test_file_too_large_is_refused_before_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = folder / "large.txt"
    with large.open("wb") as file:
        file.truncate(20 * 1024 * 1024)
    reading = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        assert path.name != "large.txt"
        return reading(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert "文件超过 10 MB" in outcomes(run(folder)[0])["large.txt"]


def test_missing_path_is_named() -> None:
    with pytest.raises(CommandError, match="找不到"):
        call_command("import_rules", "/no/such/folder", stdout=io.StringIO())


@pytest.mark.shared_data
@pytest.mark.slow
def test_seventeen_laws_have_their_articles_and_are_found(shared_data: Path) -> None:
    """Every text of ../shared/data/laws; a law with two texts is one rule with two editions."""
    with (shared_data / "laws.csv").open(encoding="utf-8") as file:
        wanted = {Path(row["file"]).name: int(row["articles"]) for row in csv.DictReader(file)}
    reports, passed = run(shared_data / "laws")
    assert passed
    assert {Path(report["path"]).name: report["articles"] for report in reports} == wanted
    assert (RulePage.objects.live().count(), EditionPage.objects.live().count()) == (13, 17)
    stored = Provision.objects.filter(kind="article").count()
    assert stored == sum(wanted.values())
    assert set(outcomes(run(shared_data / "laws")[0]).values()) == {"unchanged"}
    run_due_jobs()
    bribery = words_of("/search/?q=拉票贿选")
    for law, article in (("村民委员会组织法", "第二十一条"), ("居民委员会组织法", "第二十二条")):
        assert law in bribery
        assert article in bribery
    assert "第五十八条" in words_of("/search/?q=贿赂 选民")
    assert words_of("/search/?q=第十七条").count("第十七条") >= 10
