"""Telling 第三项 of an article from 第三项工作: the words around a number that names no rule."""

from __future__ import annotations

import re

from content.citing.places import Level

_ORDINARY = re.compile(
    r"战线|防线|生产线|红线|底线|高压线|热线|线|路|道|街|河|沟|船|短信|信息|消息|建议|意见|措施|举措|评论|新闻|留言|工作|任务"
    r"|产品|要求|内容|议程|议题|活动|改革|制度|职责|原则|标准|指标|研究|成果|服务|游戏|手机|车|贷|资金|经费|经验|教训|理由"
    r"|证据|指控|承诺|纪律|禁令|微博|帖|目标|工程|建设|程序|测试|比赛|纪录|记录|冠|罪|优惠|惠民|便民|检查|考核|评比|打款|付款"
)
_FOLLOWS = re.compile(
    r"$|[\s。，、；：)）】”’》〉」』,.;:!?！？…—（(＊*]|规定|所|的|之|中|内|以|或|和|及|与|至|等|情形|行为|执行|办理|处理|明确|列"
    r"|适用|处罚|处分|追究|给予|予以|外|进行|已|修改|改为|作为|增加|删|不|同|对|有关|关于|确立|确定|第|均|应|可|将|自|移至"
    r"|也|都|则|还|且|并|在|条文|原文|前|后|调整|履行|组织|依|作"
)
_FOLLOWS_STRICT = re.compile(r"[的之]?(?:规定|情形|行为|条文|精神)|所(?:列|称|规定|指|述|禁)|第")
_LEADS = re.compile(
    r"(?:依照|按照|根据|依据|违反|适用|符合|参照|比照|对照|触犯|参见|除|依|按|见|违背|删去|遵守|执行|援引|引用|把|将)[“\"]?\Z"
)
_LABEL_FOLLOWS = re.compile(r"改为|修改为|作为|[、和及与或至到（(]|[的之]?规定|所|的|之|中|第|$")


def ordinary_noun_follows(text: str, end: int) -> bool:
    """第三项工作, 第一条战线, 第一款产品: the number counts things, not provisions."""
    return _ORDINARY.match(text, end) is not None


def believable(text: str, start: int, end: int, *, strict: bool, level: Level | None) -> bool:
    """Whether a bare number (第十条 with no rule named before it) reads as a citation.

    Args:
        strict: in a text that is no rule, only the wording of citations is believed (依照第十条, 第十条规定).
        level: the unit named first; labels at the head of a line are of the article level or above.
    """
    if ordinary_noun_follows(text, end):
        return False
    if level is not None and level <= Level.ARTICLE and _is_label(text, start, end):
        return False
    if level is not None and level <= Level.SECTION and text[end : end + 1] in (" ", "\u3000", "\t"):
        return False  # a heading in a table of contents
    led = _LEADS.search(text, max(0, start - 4), start) is not None
    if strict:
        return led or _FOLLOWS_STRICT.match(text, end) is not None
    return led or _FOLLOWS.match(text, end) is not None


def _is_label(text: str, start: int, end: int) -> bool:
    """第十条 at the head of a line is the number of the article itself, unless it goes on like a sentence."""
    position = start
    while position and text[position - 1] in " \t\u3000#*":
        position -= 1
    if position and text[position - 1] != "\n":
        return False
    return _LABEL_FOLLOWS.match(text, end) is None
