from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.comparing.alignment import Fate
from content.comparing.articles import ArticleText, Provision
from content.comparing.comparison import Comparison, Correspondence, Summary, compare, compare_texts
from content.comparing.marks import Op, Segment
from content.grammar.parser import parse
from tests.content.comparing.editions import (
    BRIBERY,
    CLOSING,
    LEADERSHIP,
    OPENING,
    REPORTS,
    ROLL,
    SECRECY,
    SIX,
    article,
    edition,
)


@pytest.fixture
def revised() -> Comparison:
    """1 kept, 2 changed, 3 removed; one added; 4 only renumbered, 5 renumbered and changed."""
    old = edition(OPENING, LEADERSHIP, ROLL, SECRECY, BRIBERY)
    changed = LEADERSHIP.replace("村内公示", "村内公示不少于五日")
    bribery = BRIBERY.replace("以钱物", "以钱物或者其他利益")
    new = [*edition(OPENING, changed, REPORTS), article(5, SECRECY), article(6, bribery)]
    return compare(old, new)


def test_summary_counts_every_row_once_and_renumbered_with_changes_as_changed(revised: Comparison) -> None:
    assert revised.summary == Summary(changed=2, added=1, removed=1, renumbered=1, unchanged=1)
    assert len(revised.rows) == 6


def test_rows_show_removed_articles_at_their_old_place(revised: Comparison) -> None:
    assert [row.status for row in revised.rows] == [
        Fate.UNCHANGED,
        Fate.CHANGED,
        Fate.REMOVED,
        Fate.ADDED,
        Fate.RENUMBERED,
        Fate.RENUMBERED_CHANGED,
    ]


def test_rows_mark_only_what_changed(revised: Comparison) -> None:
    marked = [[s.text for s in row.new_segments if s.op is Op.INSERT] for row in revised.rows]
    assert marked == [[], ["不少于五日"], [], [REPORTS], [], ["或者其他利益"]]
    assert revised.rows[2].old_segments == (Segment(Op.DELETE, ROLL),)
    assert revised.rows[2].new_segments == ()


def test_concordance_names_both_numbers(revised: Comparison) -> None:
    assert revised.concordance[1:5] == (
        Correspondence("第二条", "art-2", "第二条", "art-2", Fate.CHANGED),
        Correspondence("第三条", "art-3", "", "", Fate.REMOVED),
        Correspondence("", "", "第三条", "art-3", Fate.ADDED),
        Correspondence("第四条", "art-4", "第五条", "art-5", Fate.RENUMBERED),
    )


def test_concordance_runs_in_the_order_of_the_new_edition() -> None:
    comparison = compare(edition(*SIX), edition(OPENING, BRIBERY, LEADERSHIP, ROLL, SECRECY, CLOSING))
    assert [line.old_eid for line in comparison.concordance] == [f"art-{n}" for n in (1, 5, 2, 3, 4, 6)]


def test_new_number_of_cited_articles(revised: Comparison) -> None:
    numbers = [revised.new_eid(f"art-{n}") for n in range(1, 7)]
    assert numbers == ["art-1", "art-2", None, "art-5", "art-6", None]


def test_new_number_follows_the_paragraph_by_its_words() -> None:
    old = edition(OPENING, f"{ROLL}\n{SECRECY}")
    new = edition(OPENING, LEADERSHIP, f"{REPORTS}\n{ROLL}\n{SECRECY.replace('任何人', '任何组织和个人')}")
    comparison = compare(old, new)
    assert comparison.new_eid("art-2") == "art-3"
    assert comparison.new_eid("art-2-para-1") == "art-3-para-2"
    assert comparison.new_eid("art-2-para-2") == "art-3-para-3"


def test_new_number_follows_a_rewritten_paragraph_past_a_new_one() -> None:
    rewritten = "村民可以在三日内对选民名单提出申诉，工作小组应当及时公布处理结果。"
    comparison = compare(edition(f"{SECRECY}\n{ROLL}"), edition(f"{SECRECY}\n{LEADERSHIP}\n{rewritten}"))
    assert comparison.new_eid("art-1-para-2") == "art-1-para-3"


def test_new_number_keeps_the_paragraph_number_of_a_rewritten_paragraph() -> None:
    old = edition(f"{ROLL}\n由镇解释。")
    new = edition(f"{ROLL}\n本条的具体办法另行制定。")
    assert compare(old, new).new_eid("art-1-para-2") == "art-1-para-2"


def test_new_number_names_the_article_where_the_paragraph_is_gone() -> None:
    comparison = compare(edition(f"{ROLL}\n由镇解释。"), edition(LEADERSHIP, ROLL))
    assert comparison.new_eid("art-1-para-2") == "art-2"


def test_new_number_follows_a_paragraph_into_the_article_split_off() -> None:
    comparison = compare(
        edition(OPENING, f"{ROLL}{BRIBERY}\n{SECRECY}"), edition(OPENING, ROLL + BRIBERY, SECRECY)
    )
    assert comparison.new_eid("art-2") == "art-2"
    assert comparison.new_eid("art-2-para-4") == "art-3-para-1"


def test_new_number_of_a_merged_article_is_the_article_it_went_into() -> None:
    comparison = compare(
        edition(OPENING, ROLL, SECRECY, CLOSING), edition(OPENING, f"{ROLL}\n{SECRECY}", CLOSING)
    )
    assert comparison.new_eid("art-3") == "art-2"
    assert comparison.new_eid("art-3-para-1") == "art-2-para-2"


def test_new_number_follows_items() -> None:
    def with_items(eid: str, label: str, *items: str) -> ArticleText:
        below = [Provision(f"{eid}-para-1", "有下列情形之一的，当选无效：")]
        below += [Provision(f"{eid}-para-1-item-{at}", text) for at, text in enumerate(items, start=1)]
        return ArticleText(eid, label, "\n".join(p.text for p in below), "", tuple(below))

    old = with_items("art-5", "第五条", "以钱物换取选票的；", "串联拉票的。", "其他情形。")
    new = with_items(
        "art-5-1",
        "第五条之一",
        "伪造选民登记的；",
        "以钱物换取选票的；",
        "串联拉票的；",
        "依法认定的其他行为。",
    )
    comparison = compare([old], [new])
    assert comparison.new_eid("art-5-para-1") == "art-5-1-para-1"
    assert comparison.new_eid("art-5-para-1-item-1") == "art-5-1-para-1-item-2"
    assert comparison.new_eid("art-5-para-1-item-2") == "art-5-1-para-1-item-3"


RULE = """示例村选举规范
第一章 总则
第一条 为了规范示例村的选举工作，保障村民依法行使选举权，制定本规范。
第二章 选举
第二条 有下列情形之一的，当选无效：
（一）以钱物换取选票的；
（二）串联拉票的。
对前款所列行为，由乡镇选举机构调查处理。
第三条 本规范自发布之日起施行。
"""


def test_parsed_rules_are_compared_with_their_items_and_inserted_articles() -> None:
    revised_rule = (
        RULE.replace("（二）串联", "（二）伪造选票的；\n（三）串联")
        .replace("乡镇选举机构", "选举机构")
        .replace("第三条", "第二条之一 候选人应当签署承诺书，承诺内容向选民公开。\n第三条")
    )
    comparison = compare_texts(parse(RULE), parse(revised_rule))
    assert [(line.old_label, line.new_label, line.status) for line in comparison.concordance] == [
        ("第一条", "第一条", Fate.UNCHANGED),
        ("第二条", "第二条", Fate.CHANGED),
        ("", "第二条之一", Fate.ADDED),
        ("第三条", "第三条", Fate.UNCHANGED),
    ]
    assert comparison.new_eid("art-2-para-1-item-2") == "art-2-para-1-item-3"
    assert comparison.new_eid("art-2-para-2") == "art-2-para-2"
    deleted = [s.text for s in comparison.rows[1].old_segments if s.op is Op.DELETE]
    assert deleted == ["乡镇"]


def test_points_of_an_outline_text_are_compared_as_articles() -> None:
    old = "一、准备工作\n各村应当公布选民名单。\n二、投票\n设立秘密写票处。\n"
    new = "一、宣传\n张贴换届纪律公告。\n二、准备工作\n各村应当公布选民名单。\n三、投票\n设立秘密写票处。\n"
    comparison = compare_texts(parse(old), parse(new))
    assert comparison.summary == Summary(added=1, renumbered=2)
    assert comparison.new_eid("pt-2") == "pt-3"


def test_empty_editions_compare_to_nothing() -> None:
    comparison = compare([], [])
    assert comparison.rows == ()
    assert comparison.summary == Summary()


TEXTS = st.lists(st.text("村民选举条款，。\n 公示", max_size=12), max_size=6)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_rows_and_numbers_are_whole_for_any_editions(old_texts: list[str], new_texts: list[str]) -> None:
    old, new = edition(*old_texts), edition(*new_texts)
    comparison = compare(old, new)
    assert [row.pair.new for row in comparison.rows if row.pair.new] == new
    assert sorted(line.old_eid for line in comparison.concordance if line.old_eid) == sorted(
        a.eid for a in old
    )
    there = {provision.eid for a in new for provision in a.provisions} | {a.eid for a in new}
    named = {comparison.new_eid(provision.eid) for a in old for provision in a.provisions}
    assert named <= there | {None}
    for row in comparison.rows:
        assert "".join(s.text for s in row.old_segments) == (row.pair.old.text if row.pair.old else "")
        assert "".join(s.text for s in row.new_segments) == (row.pair.new.text if row.pair.new else "")
