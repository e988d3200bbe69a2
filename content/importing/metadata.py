"""What a rule text says about itself, proposed to the editor, who decides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from common.document_numbers import find_all
from content.enums import ChangeKind, LevelOfEffect
from content.grammar.parser import parse
from content.grammar.tree import Kind, Node, ParsedText
from content.importing.history import DATE, Act, Event, read_date, read_history

_TITLE_ENDS = (
    "法", "条例", "规定", "办法", "细则", "准则", "规则", "决定", "决议", "章程", "党章",
    "通知", "方案", "意见", "通报", "公告", "通告", "批复", "函", "纪要", "报告", "要点", "清单", "计划",
)  # fmt: skip
_NOTICE_ENDS = _TITLE_ENDS[_TITLE_ENDS.index("通知") :]
_RULE_ENDS = ("条例", "规定", "办法", "细则", "准则", "规则")
_ISSUER_ENDS = tuple("委会部厅局署院办府室组关法省市县区乡镇校司")
_REGION = re.compile(
    r"(?:中共|中国共产党)?(?P<region>[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治区|自治州|自治县|省|市|州|县|区|旗))"
)
_NO_REGION = re.compile(
    r"中华|中国(?!共产党)|全国|关于|国务院|中央|.*(?:城市|城区|地区|社区|园区|市区|郊区|灾区|辖区)$"
)
_TAKES_EFFECT = re.compile(r"自(?P<when>[^，。；]{2,30}?)起(?:正式)?(?:施行|实施|执行|生效)")
_FROM_ISSUE = re.compile(r"(?:公布|发布|印发|颁布|通过|下发)之日")
_FILE_DATE = re.compile(r"[（(]?\d{4}[-.年]?\d{1,2}[-.月]?\d{1,2}日?[）)]?")
_WHOLE_NEW_TEXT = (ChangeKind.ENACTMENT, ChangeKind.REVISION)
_KIND_OF_ACT = {
    Act.REPEALED: ChangeKind.REPEAL,
    Act.REVISED: ChangeKind.REVISION,
    Act.AMENDED: ChangeKind.AMENDMENT,
    Act.PASSED: ChangeKind.ENACTMENT,
}


@dataclass(frozen=True, slots=True)
class ProposedMetadata:
    """Proposals of one edition; "" or None where the text does not say.

    ``effective_date`` is proposed for whole new texts only (制定, 修订): the last article of an
    amended text (修正) may still carry the first version's wording.
    ``issuing_body`` is who first passed the rule.
    """

    title: str
    document_number: str = ""
    promulgation_date: date | None = None
    change_kind: ChangeKind | None = None
    effective_date: date | None = None
    issuing_body: str = ""
    level_of_effect: LevelOfEffect | None = None
    region: str = ""


def propose(text: str, *, filename: str = "") -> ProposedMetadata:
    """Read title, number, dates, kind of change, issuer, level of effect and region out of a rule text.

    Args:
        text: a text as ``reading`` gives it; any text is accepted.
        filename: used for what the text does not say (title, document number).
    """
    parsed = parse(text)
    front = _front_lines(parsed)
    title = _title(front, filename)
    events = read_history("\n".join(node.text for node in parsed.root.children if node.kind is Kind.NOTE))
    signature, signed = _closing(parsed)
    promulgated = next((event.day for event in reversed(events) if event.act is not Act.TOOK_EFFECT), signed)
    kind = _change_kind(events, signed)
    issuer = _issuer(events) or signature or _letterhead(front)
    return ProposedMetadata(
        title=title,
        document_number=_document_number(front, filename),
        promulgation_date=promulgated,
        change_kind=kind,
        effective_date=_effective_date(parsed, events, kind, promulgated),
        issuing_body=issuer,
        level_of_effect=_level_of_effect(title, issuer),
        region=_region(title) or _region(issuer),
    )


def _front_lines(parsed: ParsedText) -> list[str]:
    front = (node for node in parsed.root.children if node.kind in {Kind.TITLE, Kind.NOTE, Kind.PREAMBLE})
    return [line.strip() for node in front for line in node.text.splitlines() if line.strip()]


def _is_letterhead(line: str) -> bool:
    return line.endswith("文件") and line.removesuffix("文件").endswith(_ISSUER_ENDS)


def _letterhead(front: list[str]) -> str:
    return front[0].removesuffix("文件") if front and _is_letterhead(front[0]) else ""


def _title(front: list[str], filename: str) -> str:
    lines = [line for line in front if not _is_letterhead(line) and not _leading_number(line)]
    if not lines or len(lines[0]) > 120:
        return _FILE_DATE.sub("", re.sub(r"\.[A-Za-z]{1,8}$", "", filename)).strip() or (
            lines[0][:120] if lines else ""
        )
    title = lines[0]
    # A long title is broken over up to three lines, each without a full stop.
    for line in lines[1:3]:
        if title.endswith(_TITLE_ENDS) or line.endswith(("：", ":", "。")) or DATE.search(line):
            break
        if not line.endswith(_TITLE_ENDS) and len(line) > 40:
            break
        title += line
    return title


def _leading_number(line: str) -> str:
    """The document number a line begins with, possibly in brackets, "" if it begins otherwise."""
    words = line.lstrip("（(").removeprefix("发文字号：").removeprefix("文号：").lstrip()
    numbers = find_all(words)
    return numbers[0].normal if numbers and numbers[0].start == 0 else ""


def _document_number(front: list[str], filename: str) -> str:
    # A number later in a line is one the text refers to, not its own.
    in_front = next(filter(None, (_leading_number(line) for line in front)), "")
    return in_front or next((number.normal for number in find_all(filename)), "")


def _closing(parsed: ParsedText) -> tuple[str, date | None]:
    """Signature (发文机关署名) and date (成文日期) at the foot of a notice."""
    closing = next((node.text for node in parsed.root.children if node.kind is Kind.CLOSING), "")
    lines = [line.strip() for line in closing.splitlines() if line.strip()]
    dates = (match for line in lines if (match := DATE.fullmatch(line)))
    signers = [line.replace(" ", "") for line in lines if line.endswith(_ISSUER_ENDS) and len(line) <= 40]
    first = next(dates, None)
    return "、".join(signers), read_date(first) if first else None


def _change_kind(events: list[Event], signed: date | None) -> ChangeKind | None:
    """By the last event that says it: announcing alone repeats what was passed or changed before."""
    telling = next((event.act for event in reversed(events) if event.act in _KIND_OF_ACT), None)
    if telling:
        return _KIND_OF_ACT[telling]
    announced = signed or any(event.act is Act.ANNOUNCED for event in events)
    return ChangeKind.ENACTMENT if announced else None


def _effective_date(
    parsed: ParsedText, events: list[Event], kind: ChangeKind | None, promulgated: date | None
) -> date | None:
    if kind not in _WHOLE_NEW_TEXT:
        return None
    effective = _stated_effect(_last_words(parsed), promulgated)
    if effective is None and events and events[-1].act is Act.TOOK_EFFECT:
        effective = events[-1].day
    # A day before the text existed is another version's wording.
    return None if effective and promulgated and effective < promulgated else effective


def _stated_effect(words: str, promulgated: date | None) -> date | None:
    match = _TAKES_EFFECT.search(words)
    if not match:
        return None
    day = DATE.search(match["when"])
    if day:
        return read_date(day)
    return promulgated if _FROM_ISSUE.search(match["when"]) else None


def _last_words(parsed: ParsedText) -> str:
    """The last article, or the end of the body where there are no articles."""
    ending = {Kind.ENCLOSURES, Kind.CLOSING, Kind.ATTACHMENT}
    parts = [part for part in parsed.root.children if part.kind not in ending]
    nodes = [node for part in parts for node in part.walk()]
    articles = [node for node in nodes if node.kind is Kind.ARTICLE]
    last: list[Node] = articles[-1:] or nodes[-1:]
    return last[0].print() if last else ""


def _issuer(events: list[Event]) -> str:
    return next((event.body for event in events if event.body), "")


def _level_of_effect(title: str, issuer: str) -> LevelOfEffect | None:
    congress = "人民代表大会" in issuer
    if title.endswith(_NOTICE_ENDS):
        return LevelOfEffect.NORMATIVE_DOCUMENT
    if (congress and issuer.startswith("全国")) or (title.endswith("法") and not title.endswith("办法")):
        return LevelOfEffect.STATUTE
    if title in {"中国共产党章程", "党章"}:
        return LevelOfEffect.PARTY_CONSTITUTION
    if title.endswith(_RULE_ENDS) and (
        title.startswith("中国共产党") or issuer.startswith(("中共", "中央", "中国共产党"))
    ):
        return LevelOfEffect.PARTY_REGULATION
    if congress:
        return LevelOfEffect.LOCAL_REGULATION
    if issuer.removeprefix("中华人民共和国").startswith(("最高人民法院", "最高人民检察院")):
        return LevelOfEffect.JUDICIAL_INTERPRETATION
    if title.endswith(_RULE_ENDS):
        return _executive_level(issuer)
    return None


def _executive_level(issuer: str) -> LevelOfEffect | None:
    if issuer.removeprefix("中华人民共和国") == "国务院":
        return LevelOfEffect.ADMINISTRATIVE_REGULATION
    return (
        LevelOfEffect.DEPARTMENT_RULE if issuer.endswith(("部", "总局", "署", "人民政府", "委员会")) else None
    )


def _region(words: str) -> str:
    match = _REGION.match(words)
    return match["region"] if match and not _NO_REGION.match(match["region"]) else ""
