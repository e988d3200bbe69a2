"""Panels of the page editor: what the grammar recognizes, and the comparison of two revisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from wagtail.admin.compare import comparison_class_registry

from content.models import EditionPage, PolicyPage
from content.revision_comparison import RuleTextComparison
from tests.factories.publishing import TEXT, client_of, make_edition, make_portal

# Building a page asks for its content type, which only a used database has in memory.
pytestmark = pytest.mark.django_db


def _diff(old: str, new: str) -> str:
    field = EditionPage._meta.get_field("text")
    return str(RuleTextComparison(field, EditionPage(text=old), EditionPage(text=new)).htmldiff())


def test_two_inserted_characters_show_as_two_in_a_long_text() -> None:
    old = "".join(
        f"第{number}条　候选人应当符合法律规定的条件，不得有下列行为之一。\n" for number in range(1, 600)
    )
    assert len(old) > 18_000
    new = old[:9000] + "严禁" + old[9000:]
    assert re.findall(r'<span class="(\w+)">([^<]*)</span>', _diff(old, new)) == [("addition", "严禁")]


def test_renumbered_and_changed_articles_are_compared_with_their_counterparts() -> None:
    old = (
        "示例规定\n\n第一条　甲单位负责受理。\n\n第二条　办理期限为三十日，特殊情况可以延长。\n\n"
        "第三条　本规定自公布之日起施行。\n"
    )
    new = (
        old.replace("第三条", "第四条")
        .replace("第二条", "第三条")
        .replace("第三条　办理", "第二条　应当保守秘密。\n\n第三条　办理")
    )
    new = new.replace("三十日", "二十日")
    html = _diff(old, new)
    assert "修改 1 条，新增 1 条，删去 0 条，仅移号 1 条，未变 1 条" in html
    assert "<strong>第二条 → 第三条</strong>（移号并修改）" in html
    assert "<strong>第三条 → 第四条</strong>（仅移号）" in html
    marked = re.findall(r'<span class="(\w+)">([^<]*)</span>', html)
    assert marked == [("addition", "应当保守秘密。"), ("deletion", "三"), ("addition", "二")]


@pytest.mark.shared_data
@pytest.mark.parametrize(("name", "most"), [("villagers-committees-law", 700), ("supervision-law", 400)])
def test_revised_law_is_no_red_page(shared_data: Path, name: str, most: int) -> None:
    """Deleted characters in articles that have a counterpart; the law has more than six thousand."""
    years = {"villagers-committees-law": (2018, 2025), "supervision-law": (2018, 2024)}[name]
    old, new = ((shared_data / "laws" / f"{name}-{year}.md").read_text(encoding="utf-8") for year in years)
    deleted = re.findall(r'<span class="deletion">([^<]*)</span>', _diff(old, new))
    assert sum(map(len, deleted)) < most


def test_changed_heading_and_history_are_shown_apart() -> None:
    old = "示例规定\n\n（2019年1月1日公布）\n\n第一章　总则\n\n第一条　甲。\n"
    html = _diff(old, old.replace("总则", "一般规定").replace("公布）", "公布，2020年修正）"))
    assert "标题、题注、目录、章节和落款" in html
    assert '<span class="deletion">总则</span><span class="addition">一般规定</span>' in html
    assert "未变 1 条" in html


def test_deletion_stands_before_what_took_its_place() -> None:
    html = _diff("第一条　处三年以下有期徒刑。\n", "第一条　处五年以下有期徒刑。\n")
    assert '<span class="deletion">三</span><span class="addition">五</span>' in html


def test_comparison_escapes_the_text() -> None:
    html = _diff("<script>甲</script>\n", "<script>乙</script>\n")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_change_of_blanks_alone_is_said_in_words() -> None:
    assert "只有空白或全角半角的差别" in _diff("第一条 甲\n", "第一条　甲\n")


@pytest.mark.parametrize(("old", "new"), [("", "第一条　甲。\n"), ("第一条　甲。\n", ""), ("", "")])
def test_empty_texts_are_compared(old: str, new: str) -> None:
    assert (("addition" in _diff(old, new)), ("deletion" in _diff(old, new))) == (bool(new), bool(old))


@pytest.mark.parametrize("model", [EditionPage, PolicyPage])
def test_text_field_of_both_kinds_is_compared_by_articles(model: type[EditionPage]) -> None:
    assert comparison_class_registry.get(model._meta.get_field("text")) is RuleTextComparison


def test_editor_shows_counts_and_warnings_of_the_draft() -> None:
    portal = make_portal()
    edition = make_edition(by=portal.editor, unit=portal.city, text=TEXT.replace("第三条", "第五条"))
    page = client_of(portal.editor).get(f"/admin/pages/{edition.pk}/edit/").content.decode()
    assert "<strong>3</strong> 条" in page
    assert "编号不连续" in page


def test_compare_view_marks_two_characters() -> None:
    portal = make_portal()
    edition = make_edition(by=portal.editor, unit=portal.city)
    first = edition.latest_revision_id
    edition.text = TEXT.replace("公开透明", "公开公正透明")
    second = edition.save_revision(user=portal.editor)
    url = f"/admin/pages/{edition.pk}/revisions/compare/{first}...{second.pk}/"
    page = client_of(portal.editor).get(url).content.decode()
    assert '<span class="addition">公正</span>' in page
