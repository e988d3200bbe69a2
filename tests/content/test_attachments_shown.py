"""附件 of a rule and of a notice: on the page, at an address of their own, in the index, in a comparison."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client

from common import clock
from content.importing.metadata import propose
from content.importing.outlines import outline_of
from content.models import Citation, EditionPage
from content.routes import is_provision_id
from content.selectors.addresses import list_public_articles
from content.selectors.citations import article_of
from content.selectors.indexing import get_indexable_page
from tests.content.asking import words_of
from tests.factories.content import make_policy, make_rule, make_structure

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 7, 1)
TITLE = "示例登记办法（示例）"
RULE = """示例登记办法（示例）

第一章　总则

第一条　示例人员应当登记。

第二条　登记表由示例单位填写，见附件1。

附件1

示例登记表

姓名　职务　单位

填表时应当遵守本办法第一条。

附件2：示例汇总表

合计
"""
NOTICE = """关于示例工作的通知（示例）

各示例单位：

一、总体要求

示例工作应当公开。

附件：1.示例登记表
2.示例汇总表

示例单位

2026年1月5日

附件1

示例登记表

姓名　职务
"""


@pytest.fixture(autouse=True)
def _structure(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    make_structure()
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def edition() -> EditionPage:
    return make_rule(TITLE, slug="r", text=RULE, promulgation_date=dt.date(2026, 1, 1)).edition


def plain(path: str) -> str:
    main = words_of(path).partition('<main id="main"')[2].partition("</main>")[0]
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "\n", main))


def test_whole_text_ends_with_the_attachments_under_their_headings() -> None:
    words = plain(edition().url)
    assert words.index("见附件1。") < words.rindex("附件1示例登记表") < words.index("姓名职务单位")
    assert words.index("姓名职务单位") < words.rindex("附件2示例汇总表") < words.index("合计")


def test_attachment_has_a_page_of_its_own_and_the_last_article_ends_before_it() -> None:
    page = edition()
    assert "姓名职务单位" in plain(f"{page.url}att-1/")
    assert "合计" not in plain(f"{page.url}att-1/")
    assert "姓名职务单位" not in plain(f"{page.url}art-2/")
    assert "姓名职务单位" not in plain(f"{page.url}ch-1/")
    assert Client().get(f"{page.url}att-3/").status_code == 404


def test_attachments_are_in_the_index_and_in_the_site_map() -> None:
    page = edition()
    indexable = get_indexable_page(page.pk)
    assert indexable is not None
    assert [(each.eid, each.label, each.path) for each in indexable.provisions] == [
        ("art-1", "第一条", "第一章 总则"),
        ("art-2", "第二条", "第一章 总则"),
        ("att-1", "附件1", ""),
        ("att-2", "附件2", ""),
    ]
    assert indexable.provisions[2].text.split("\n")[0] == "示例登记表"
    assert f"{page.url}att-1/" in {address.path for address in list_public_articles(on=TODAY)}


def test_citation_in_an_attachment_stands_there() -> None:
    page = edition()
    found = Citation.objects.filter(source_id=page.pk).values_list("source_eid", "target_eid")
    assert list(found) == [("att-1-para-2", "art-1")]


def test_changed_attachment_is_in_the_comparison() -> None:
    edition()
    new = RULE.replace("姓名　职务　单位", "姓名　职务　单位　电话")
    make_rule(TITLE, slug="r", text=new, promulgation_date=dt.date(2026, 6, 1), change_kind="revision")
    slugs = list(EditionPage.objects.order_by("promulgation_date").values_list("slug", flat=True))
    words = plain(f"{EditionPage.objects.first().get_parent().url}compare/{slugs[0]}/{slugs[1]}/")
    assert "电话" in words


def test_notice_shows_list_signature_and_attachment_in_this_order() -> None:
    words = plain(make_policy(text=NOTICE).url)
    order = ["示例工作应当公开", "附件：1.示例登记表", "2.示例汇总表", "示例单位2026年", "姓名职务"]
    assert [words.rindex(part) for part in order] == sorted(words.rindex(part) for part in order)


def test_import_reads_the_date_of_effect_from_the_last_article_and_the_signature_above_the_attachments() -> (
    None
):
    proposed = propose(NOTICE)
    assert (proposed.issuing_body, proposed.promulgation_date) == ("", dt.date(2026, 1, 5))
    rule = propose(
        f"示例办法\n（2026年1月1日示例委员会通过）\n{RULE.partition('附件1')[0]}"
        "第三条　本办法自2026年3月1日起施行。\n附件1\n甲表\n自2027年1月1日起施行。\n"
    )
    assert rule.effective_date == dt.date(2026, 3, 1)


def test_editor_sees_list_and_attachments_in_the_outline() -> None:
    outline = outline_of(NOTICE)
    assert [group.heading for group in outline.groups] == [
        "", "一、 总体要求", "附件说明", "落款", "附件1 示例登记表",
    ]  # fmt: skip
    assert ("附件", 1) in outline.counts
    assert outline.warnings == ()


@pytest.mark.parametrize(
    ("slug", "known"), [("att", True), ("att-1", True), ("att~2", True), ("attic", False), ("att-x", False)]
)
def test_address_of_an_attachment(slug: str, known: bool) -> None:
    assert is_provision_id(slug) is known


@pytest.mark.parametrize(
    ("eid", "page"),
    [
        ("att-1-para-2", "att-1"),
        ("att-para-1", "att"),
        ("art-10-1-para-2-item-3", "art-10-1"),
        ("pt-2-1-3", "pt-2"),
        ("ch-2-para-1", "ch-2"),
    ],
)
def test_provision_is_shown_on_the_page_of_what_it_stands_in(eid: str, page: str) -> None:
    assert article_of(eid) == page
