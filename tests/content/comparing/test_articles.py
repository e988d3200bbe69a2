from __future__ import annotations

from content.comparing.articles import ArticleText, Provision, article_texts, as_compared
from content.grammar.tree import Kind, Node, ParsedText


def node(kind: Kind, eid: str, *children: Node, label: str = "", heading: str = "", text: str = "") -> Node:
    return Node(kind, eid, 0, 0, "", label=label, heading=heading, text=text, children=children)


ITEM = node(Kind.ITEM, "art-2-para-1-item-1", label="（一）", text="以钱物换取选票的。")
CHAPTERED = ParsedText(
    node(
        Kind.TEXT,
        "text",
        node(Kind.TITLE, "title", text="示例村选举规范"),
        node(Kind.PREAMBLE, "preamble", text="示例。"),
        node(
            Kind.CHAPTER,
            "ch-1",
            node(Kind.ARTICLE, "art-1", node(Kind.PARAGRAPH, "art-1-para-1", text="公开。"), label="第一条"),
            node(
                Kind.SECTION,
                "ch-1-sec-1",
                node(
                    Kind.ARTICLE,
                    "art-2",
                    node(Kind.PARAGRAPH, "art-2-para-1", ITEM, text="当选无效："),
                    node(Kind.PARAGRAPH, "art-2-para-2", text="另行选举。"),
                    label="第二条",
                ),
                label="第一节",
                heading="无效",
            ),
            label="第一章",
            heading="总则",
        ),
    ),
    "articles",
)
OUTLINE = ParsedText(
    node(
        Kind.TEXT,
        "text",
        node(
            Kind.POINT,
            "pt-1",
            node(Kind.PARAGRAPH, "pt-1-para-1", text="各村应当准备。"),
            node(Kind.POINT, "pt-1-1", label="（一）", heading="登记", text="登记"),
            label="一、",
            heading="准备工作",
        ),
        node(Kind.CLOSING, "closing", text="示例镇"),
    ),
    "outline",
)


def test_articles_carry_their_place_and_everything_below_them() -> None:
    assert article_texts(CHAPTERED) == [
        ArticleText("art-1", "第一条", "公开。", "第一章 总则", (Provision("art-1-para-1", "公开。"),)),
        ArticleText(
            "art-2",
            "第二条",
            "当选无效：\n（一）以钱物换取选票的。\n另行选举。",
            "第一章 总则 第一节 无效",
            (
                Provision("art-2-para-1", "当选无效："),
                Provision("art-2-para-1-item-1", "以钱物换取选票的。"),
                Provision("art-2-para-2", "另行选举。"),
            ),
        ),
    ]


def test_top_level_points_are_the_articles_of_an_outline_text() -> None:
    [point] = article_texts(OUTLINE)
    assert (point.eid, point.label) == ("pt-1", "一、")
    assert point.text == "准备工作\n各村应当准备。\n（一）登记"
    assert [provision.eid for provision in point.provisions] == ["pt-1-para-1", "pt-1-1"]


def test_blanks_empty_lines_and_width_do_not_count_but_paragraphs_do() -> None:
    assert as_compared(" 第 15 条\u3000公示：\n\n\u200b五日\r\n") == "第15条公示:\n五日"
    assert as_compared("公示。五日") != as_compared("公示。\n五日")
