"""Invented rule texts for the property tests: a random tree, and the text an editor might paste for it.

A generated text knows the provisions it must be parsed to (kind, id, number, heading, text), worked out here
without the parser.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from common.numerals import write_numeral

Expected = tuple[str, str, tuple[int, ...], str, str]

_WORDS = [
    "学习", "监督", "候选人", "单位", "干部", "选举", "组织", "登记", "应当", "依照", "本办法",
    "示例", "名单",
    "公布", "期限", "审查", "责任", "人员", "（试点除外）", "《示例规定》", "2016年", "第三条",
    "（一）", "1.5倍",
]  # fmt: skip
_OPENERS = [
    "示例", "有关单位", "干部", "选举工作",
    "第三条规定的人员", "第二章、第三章的规定", "2016年以后", "1.5倍以上",
]  # fmt: skip
_HEADINGS = ["总则", "附则", "组织领导", "学习与培训", "监督、检查和处理", "登记"]


@dataclass
class Style:
    """How one typist types: brackets, blanks, digits, line ends. Drawn once per text."""

    rng: Random
    numerals: str = ""
    separator: str = ""
    opening: str = ""
    closing: str = ""
    line_end: str = ""
    gap: int = 0
    indent: str = ""
    marks: bool = False
    sub: str = ""

    def __post_init__(self) -> None:
        pick = self.rng.choice
        self.numerals = pick(["chinese", "chinese", "digits", "wide", "spaced"])
        self.separator = pick(["　", " ", "  ", "　　", "\t", "\n"])
        self.opening, self.closing = pick([("（", "）"), ("(", ")"), ("（", ")"), ("（ ", " ）")])
        self.line_end = pick(["\n", "\r\n", "\r"])
        self.gap = pick([0, 1, 1, 3])
        self.indent = pick(["", "　　", "  "])
        self.marks = pick([True, False])
        self.sub = pick(["{}.", "{}、", "{}．", "（{}）", "({})", "{}）"])

    def number(self, value: int) -> str:
        if self.numerals == "digits":
            return str(value)
        if self.numerals == "wide":
            return str(value).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        written = write_numeral(value)
        return f" {' '.join(written)} " if self.numerals == "spaced" else written

    def ordinal(self, number: tuple[int, ...], unit: str) -> str:
        label = f"第{self.number(number[0])}{unit}"
        return label + "".join(f"之{self.number(extra).replace(' ', '')}" for extra in number[1:])

    def bracket(self, value: int) -> str:
        return f"{self.opening}{write_numeral(value)}{self.closing}"


@dataclass
class Printed:
    """A text being typed and what it must be parsed to."""

    style: Style
    lines: list[str] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)  # as typed, for a table of contents

    def line(self, text: str, *, indent: bool = True) -> None:
        self.lines.append((self.style.indent if indent else "") + text)

    def expect(self, kind: str, eid: str, number: tuple[int, ...], heading: str = "", text: str = "") -> None:
        self.expected.append((kind, eid, number, heading, text))

    def append(self, other: Printed) -> None:
        self.lines += other.lines
        self.expected += other.expected

    @property
    def source(self) -> str:
        joint = self.style.line_end * (1 + self.style.gap)
        end = self.style.rng.choice(["", self.style.line_end])
        return joint.join(self.lines).replace("\n", self.style.line_end).replace("\r\r", "\r") + end


def print_articles(rng: Random) -> Printed:
    """A text in articles: any of parts, chapters, sections, insertions, items, subitems, attachments."""
    out, body = Printed(style := Style(rng)), Printed(style)
    state = _Numbers()
    if rng.random() < 0.3:
        for _ in range(rng.randint(1, 3)):
            _print_article(body, state)
    else:
        for part in range(1, rng.choice([1, 1, 3])):
            _heading(body, "part", f"part-{part}", (part,), "编")
            _print_chapters(body, state, rng.randint(1, 2))
        if not state.chapters:
            _print_chapters(body, state, rng.randint(1, 3))
    if rng.random() < 0.3:
        _print_final_provisions(body, state)
    if rng.random() < 0.8:
        _print_front(out, contents=body.headings if rng.random() < 0.5 else [])
    out.append(body)
    if rng.random() < 0.3:
        rng.choice([_print_attachments, _print_list])(out)
    return out


@dataclass
class _Numbers:
    article: tuple[int, ...] = (0,)
    chapters: int = 0

    def next_article(self, rng: Random) -> tuple[int, ...]:
        inserted = self.article[1] if len(self.article) > 1 else 0
        if self.article[0] and rng.random() < 0.15:
            self.article = (self.article[0], inserted + 1)
        else:
            self.article = (self.article[0] + 1,)
        return self.article


def _print_front(out: Printed, *, contents: list[str]) -> None:
    title = "示例市换届工作监督办法"
    out.line(f"# {title}" if out.style.marks else title, indent=False)
    out.expect("title", "title", (), "", title)
    if out.style.rng.random() < 0.5:
        note = out.style.rng.choice(
            [
                "（2019年3月1日示例市委员会会议通过）",
                "2019年3月1日 示例市委员会会议通过",
                "2019年3月1日示例市委员会修订）",
            ]
        )
        out.line(note)
        out.expect("note", "note", (), "", note)
    # One entry is taken for the first heading of the body: nothing follows that would come again.
    if sum(entry.startswith("第") for entry in contents) > 1:
        lines = [out.style.rng.choice(["目录", "目　录"]), *contents]
        for line in lines:
            out.line(line)
        out.expect("toc", "toc", (), "", "\n".join(lines))
    if out.style.rng.random() < 0.3:
        out.line("为了办好示例，制定本办法。")
        out.expect("preamble", "preamble", (), "", "为了办好示例，制定本办法。")


def _print_chapters(out: Printed, state: _Numbers, count: int) -> None:
    for _ in range(count):
        state.chapters += 1
        chapter = f"ch-{state.chapters}"
        _heading(out, "chapter", chapter, (state.chapters,), "章")
        for section in range(1, out.style.rng.choice([1, 1, 1, 3])):
            _heading(out, "section", f"{chapter}-sec-{section}", (section,), "节")
            _print_article(out, state)
        for _ in range(out.style.rng.randint(1, 3)):
            _print_article(out, state)


def _heading(out: Printed, kind: str, eid: str, number: tuple[int, ...], unit: str) -> None:
    heading = out.style.rng.choice(_HEADINGS)
    typed = "　".join(heading) if len(heading) == 2 and out.style.rng.random() < 0.5 else heading
    _type_heading(out, f"{out.style.ordinal(number, unit)}　{typed}")
    out.expect(kind, eid, number, heading)


def _print_final_provisions(out: Printed, state: _Numbers) -> None:
    _type_heading(out, out.style.rng.choice(["附则", "附　则"]))
    out.expect("chapter", "ch-final", (), "附则")
    for _ in range(out.style.rng.randint(1, 2)):
        _print_article(out, state)


def _type_heading(out: Printed, typed: str) -> None:
    out.line(f"## {typed}" if out.style.marks else typed)
    out.headings.append(typed)


def _print_article(out: Printed, state: _Numbers) -> None:
    rng = out.style.rng
    number = state.next_article(rng)
    eid = "art-" + "-".join(map(str, number))
    out.expect("article", eid, number)
    for paragraph in range(1, rng.choice([2, 2, 3, 4])):
        itemized = rng.random() < 0.3
        text = _sentence(rng, "：" if itemized else "。", opener=paragraph > 1)
        label = out.style.ordinal(number, "条") + out.style.separator if paragraph == 1 else ""
        out.line(label + text)
        here = f"{eid}-para-{paragraph}"
        out.expect("paragraph", here, (paragraph,), "", text)
        if itemized:
            _print_items(out, here)


def _print_items(out: Printed, parent: str) -> None:
    rng = out.style.rng
    for item in range(1, rng.randint(2, 13)):
        text = _sentence(rng, "；")
        out.line(out.style.bracket(item) + rng.choice(["", " "]) + text)
        here = f"{parent}-item-{item}"
        out.expect("item", here, (item,), "", text)
        for sub in range(1, rng.choice([1, 1, 1, 4])):
            subtext = _sentence(rng, "；")
            out.line(out.style.sub.format(sub) + subtext)
            out.expect("subitem", f"{here}-sub-{sub}", (sub,), "", subtext)


def _sentence(rng: Random, end: str, *, opener: bool = False) -> str:
    first = rng.choice(_OPENERS) if opener else rng.choice(_OPENERS[:4])
    middle = "".join(rng.choice(_WORDS) for _ in range(rng.randint(1, 6)))
    return f"{first}，{middle}{end}"


_FORMS = ["示例登记表", "示例汇总表", "选票样式（示例）"]
_FORM_LINES = ["姓名　职务　单位", "一、填表说明", "（一）示例", "1. 示例", "填表人应当签名。", "## 示例"]


def _print_attachments(out: Printed, *, dated: bool = False) -> None:
    """附件1 … with their titles behind the label or below it, and any lines in them."""
    rng = out.style.rng
    word, below = rng.choice(["附件", "附表", "附录"]), rng.random() < 0.5
    count = rng.randint(0, 3)  # 0: one attachment without a number
    for value in range(1, max(count, 1) + 1):
        number = (value,) if count else ()
        written = rng.choice([str(value), write_numeral(value), f" {value}"]) if count else ""
        heading, eid = rng.choice(_FORMS), f"att-{value}" if count else "att"
        label = f"{word}{written}"
        out.line(label + ("" if below else rng.choice(["：", ":", "　"]) + heading))
        if below:
            out.line(heading)
        out.expect("attachment", eid, number, heading)
        for paragraph in range(1, rng.randint(2, 5)):
            text = rng.choice(_FORM_LINES + ["第一条　示例。"] * dated)
            out.line(text)
            words = text.removeprefix("## ")
            out.expect("paragraph", f"{eid}-para-{paragraph}", (paragraph,), "", words)


def _print_list(out: Printed) -> None:
    """附件：1.…: above the signature, or at the end of a text that comes without its attachments."""
    first, second = _FORMS[0], _FORMS[1]
    lines = out.style.rng.choice(
        [
            [f"附件：{first}"],
            [f"附件：1.{first} 2.{second}"],
            [f"附件：1．{first}", f"2．{second}"],
            ["附件：", f"1. {first}", f"2. {second}"],
            ["附件:1、关于示例的", first, f"2、{second}"],
            [f"附件1：{first}", f"附件2：{second}"],
        ]
    )
    for line in lines:
        out.line(line)
    out.expect("enclosures", "enclosures", (), "", "\n".join(lines))


def print_outline(rng: Random) -> Printed:
    """A notice: title, addressee, points of one to four levels, signature, attachments and a list of them."""
    out = Printed(Style(rng))
    out.line("关于做好示例工作的通知", indent=False)
    out.expect("title", "title", (), "", "关于做好示例工作的通知")
    if rng.random() < 0.5:
        out.line("示例市各单位：", indent=False)
        out.line("现将有关事项通知如下。")
        out.expect("preamble", "preamble", (), "", "示例市各单位：\n现将有关事项通知如下。")
    _print_points(out, (), "pt")
    if rng.random() < 0.4:
        _print_list(out)
    signed = rng.random() < 0.5
    if signed:
        out.line("示例市工作办公室")
        out.line("2026年4月29日")
        out.expect("closing", "closing", (), "", "示例市工作办公室\n2026年4月29日")
    if rng.random() < 0.4:
        _print_attachments(out, dated=signed)
    return out


_POINTS = [("加强组织领导", ""), ("加强学习。", "示例单位要抓好落实。"), ("", "示例单位，要抓好落实。")]


def _print_points(out: Printed, above: tuple[int, ...], eid: str) -> None:
    rng = out.style.rng
    level = len(above)
    label = ("{}、", f"{out.style.opening}{{}}{out.style.closing}", "{}.", "（{}）")[level]
    for value in range(1, rng.randint(2, 5)):
        written = write_numeral(value) if level < 2 else str(value)
        number, here = (*above, value), f"{eid}-{value}"
        heading, text = rng.choice(_POINTS)
        out.line(label.format(written) + heading + text)
        out.expect("point", here, number, heading, text)
        for paragraph in range(2, rng.choice([2, 2, 4])):
            words = _sentence(rng, "。", opener=True)
            out.line(words)
            out.expect("paragraph", f"{here}-para-{paragraph}", (paragraph,), "", words)
        if level < 3 and rng.random() < 0.4:
            _print_points(out, number, here)
