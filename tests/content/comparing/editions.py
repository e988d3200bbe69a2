"""Small invented editions (示例) for the tests of the comparison."""

from __future__ import annotations

from content.comparing.articles import ArticleText, Provision

OPENING = "为了规范示例村的选举工作，保障村民依法行使选举权，制定本规范。"
LEADERSHIP = "示例村选举工作由选举工作小组主持，工作小组的组成人员应当在村内公示。"
ROLL = "选举日的二十日前，工作小组应当公布选民名单；对名单有异议的，可以在五日内提出申诉。"
SECRECY = "选举采取无记名投票的方法，并设立秘密写票处，任何人不得察看他人的选票。"
BRIBERY = "有下列情形之一的，当选无效：\n（一）以钱物换取选票的；\n（二）串联拉票的。"
REPORTS = "对违反本规范的行为，任何人可以拨打举报电话，受理机关应当在三十日内答复举报人。"
CLOSING = "本规范自发布之日起施行。"
SIX = (OPENING, LEADERSHIP, ROLL, SECRECY, BRIBERY, CLOSING)

_NUMERALS = "一二三四五六七八九十"


def edition(*texts: str, chapter: str = "") -> list[ArticleText]:
    """Articles 第一条, 第二条 … with these texts; every line is a paragraph."""
    return [article(at, text, chapter=chapter) for at, text in enumerate(texts, start=1)]


def article(number: int, text: str, *, insertion: int = 0, chapter: str = "") -> ArticleText:
    eid, label = f"art-{number}", f"第{_NUMERALS[number - 1]}条"
    if insertion:
        eid, label = f"{eid}-{insertion}", f"{label}之{_NUMERALS[insertion - 1]}"
    paragraphs = enumerate(text.split("\n"), start=1)
    provisions = tuple(Provision(f"{eid}-para-{at}", paragraph) for at, paragraph in paragraphs)
    return ArticleText(eid, label, text, chapter, provisions)
