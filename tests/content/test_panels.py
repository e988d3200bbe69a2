"""Panels of the page editor: what the grammar recognizes, and the comparison of two revisions."""

from __future__ import annotations

import re
import time

import pytest

from content.models import EditionPage, PolicyPage
from content.panels import RuleTextComparison
from tests.factories.publishing import TEXT, client_of, make_edition, make_portal


def _diff(old: str, new: str) -> str:
    field = EditionPage._meta.get_field("text")
    return str(RuleTextComparison(field, EditionPage(text=old), EditionPage(text=new)).htmldiff())


def test_two_inserted_characters_show_as_two_in_a_long_text() -> None:
    old = "".join(
        f"第{number}条　候选人应当符合法律规定的条件，不得有下列行为之一。\n" for number in range(1, 600)
    )
    assert len(old) > 18_000
    new = old[:9000] + "严禁" + old[9000:]
    started = time.perf_counter()
    html = _diff(old, new)
    assert time.perf_counter() - started < 3
    assert re.findall(r'<span class="(\w+)">([^<]*)</span>', html) == [("addition", "严禁")]


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
def test_text_field_of_both_kinds_is_compared_by_characters(model: type[EditionPage]) -> None:
    handler = model.get_edit_handler()
    bound = handler.get_bound_panel(
        instance=model(text="乙"), form=handler.get_form_class()(instance=model(text="乙"))
    )
    classes = [factory.func for factory in bound.get_comparison() if hasattr(factory, "func")]
    classes += [factory for factory in bound.get_comparison() if not hasattr(factory, "func")]
    assert any(RuleTextComparison in (cls, getattr(cls, "__self__", None)) for cls in classes)


@pytest.mark.django_db
def test_editor_shows_counts_and_warnings_of_the_draft() -> None:
    portal = make_portal()
    edition = make_edition(by=portal.editor, unit=portal.city, text=TEXT.replace("第三条", "第五条"))
    page = client_of(portal.editor).get(f"/admin/pages/{edition.pk}/edit/").content.decode()
    assert "<strong>3</strong> 条" in page
    assert "编号不连续" in page


@pytest.mark.django_db
def test_compare_view_marks_two_characters() -> None:
    portal = make_portal()
    edition = make_edition(by=portal.editor, unit=portal.city)
    first = edition.latest_revision_id
    edition.text = TEXT.replace("公开透明", "公开公正透明")
    second = edition.save_revision(user=portal.editor)
    url = f"/admin/pages/{edition.pk}/revisions/compare/{first}...{second.pk}/"
    page = client_of(portal.editor).get(url).content.decode()
    assert '<span class="addition">公正</span>' in page
