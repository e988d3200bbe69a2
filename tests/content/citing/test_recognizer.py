"""Whole texts: hostile input, real laws, and the two ways of passing names."""

import re
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.citing.names import NameIndex
from content.citing.recognizer import recognize
from tests.growth import grows_in_proportion

LAWS = Path(__file__).resolve().parents[4] / "shared" / "data" / "laws"
KNOWN = ("中华人民共和国监察法", "中华人民共和国中华人民共和国示例法")
HOSTILE = [
    "第",
    "《",
    "》",
    "（",
    "）",
    "第一、",
    "第（一）",
    "（一）",
    "《甲》（",
    "（以下简称",
    "《甲》（以下简称",
    "《甲》（以下简称乙规）",
    "《甲》，以下简称",
    "第一条、",
    "第一条至",
    "第一条（乙",
    "第一条" + " " * 50,
    "第" + " " * 100,
    "前款",
    "本法",
    "中华人民共和国",
    "2018年修正的《甲》",
    "《甲》（2018年）",
    "《甲》" + "（" * 50,
    "第一百二十条之一、之",
    "第一条第",
    "一",
    "第十条（" + "乙" * 39,
    "简称" * 3,
    "《甲法》该法第一条",
    "《甲法》该条例第一条",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_recognize_stays_linear_on_hostile_input(unit: str) -> None:
    def read(text: str) -> None:
        recognize(text, self_title="规则（示例）", known_titles=KNOWN)

    text = (unit * 40_000)[:40_000]
    assert grows_in_proportion(read, text[:4_000], text, times=10)


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="第一二十百条款项目之章节编（）()《》〈〉、和至到前本该法条例以下简称 \n。；0１部分",
        max_size=60,
    )
)
def test_recognize_takes_any_text(text: str) -> None:
    for rule in (None, "规则（示例）"):
        found = recognize(text, self_title=rule)
        assert all(text[c.start : c.end] == c.quote and c.quote for c in found)
        assert [c.start for c in found] == sorted(c.start for c in found)


def test_recognize_takes_a_ready_index_of_names() -> None:
    text = "依照选举规范第三条和监察法第一条"
    index = NameIndex(["中华人民共和国监察法"], {"选举规范": "基层选举工作规范（示例）"})

    ready = recognize(text, names=index)

    assert [c.title for c in ready] == [
        "基层选举工作规范（示例）",
        "中华人民共和国监察法",
    ]
    assert ready == recognize(
        text, known_titles=["中华人民共和国监察法"], aliases={"选举规范": "基层选举工作规范（示例）"}
    )


@pytest.mark.shared_data
def test_recognize_misses_no_article_named_in_real_laws() -> None:
    paths = sorted(LAWS.glob("*.md"))
    if not paths:
        pytest.skip("the shared collection of laws is not on this machine")
    written = re.compile(r"第[一二三四五六七八九十百零〇]+条(?:之[一二三四五六七八九])?")
    total = lower_total = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        started = time.process_time()
        found = recognize(text, self_title=text.splitlines()[0].lstrip("# ").strip())
        spent = time.process_time() - started
        spans = [(c.start, c.end) for c in found]
        inner = [m for m in written.finditer(text) if not _at_line_start(text, m.start())]
        missed = [m[0] for m in inner if not any(start <= m.start() < end for start, end in spans)]
        articles = sum(c.eid is not None and c.eid.startswith("art-") for c in found)
        total, lower_total = total + articles, lower_total + len(inner)
        sys.stdout.write(
            f"{path.stem}: {len(found)} citations, {articles}/{len(inner)} articles, {spent * 1000:.0f} ms\n"
        )
        assert not missed
        assert len(inner) <= articles
    sys.stdout.write(f"all: {total} article citations, lower bound {lower_total}\n")
    assert len(paths) == 17


def _at_line_start(text: str, position: int) -> bool:
    head = text[text.rfind("\n", 0, position) + 1 : position]
    return not head.strip(" \t\u3000#*")
