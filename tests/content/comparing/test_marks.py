from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from content.comparing.marks import Op, Segment, mark
from tests.content.comparing.editions import BRIBERY, LEADERSHIP, REPORTS, ROLL, SECRECY


def show(old: str, new: str) -> tuple[str, str]:
    """Both texts with what is marked in brackets."""
    old_segments, new_segments = mark(old, new)
    return _bracketed(old_segments), _bracketed(new_segments)


def _bracketed(segments: list[Segment]) -> str:
    return "".join(s.text if s.op is Op.EQUAL else f"[{s.text}]" for s in segments)


def test_two_characters_inserted_into_a_long_text_are_exactly_two() -> None:
    body = (LEADERSHIP + ROLL + SECRECY + REPORTS) * 200
    old = body[:20_000]
    assert len(old) == 20_000
    started = time.perf_counter()
    old_segments, new_segments = mark(old, old[:9_999] + "清风" + old[9_999:])
    assert time.perf_counter() - started < 1
    assert [s for s in new_segments if s.op is not Op.EQUAL] == [Segment(Op.INSERT, "清风")]
    assert "".join(s.text for s in old_segments) == old
    assert {s.op for s in old_segments} == {Op.EQUAL}


def test_replaced_word_is_one_deletion_and_one_insertion() -> None:
    assert show("报乡镇备案。", "报选举机构备案。") == ("报[乡镇]备案。", "报[选举机构]备案。")


def test_changes_of_the_sketch_are_marked_as_drawn() -> None:
    assert show("由乡镇选举机构责令改正。", "由选举机构责令改正；情节严重的，移送有关机关处理。") == (
        "由[乡镇]选举机构责令改正。",
        "由选举机构责令改正[；情节严重的，移送有关机关处理]。",
    )


def test_chance_characters_do_not_make_confetti() -> None:
    old, new = show(
        "促进社会主义新农村建设，制定本规范。", "促进乡村全面振兴，推进治理体系建立，制定本规范。"
    )
    assert old.count("[") == new.count("[") == 1


def test_long_kept_passage_between_two_insertions_stays_kept() -> None:
    addition = "工作小组应当加强宣传教育，引导村民珍惜民主权利，自觉抵制拉票贿选。"
    kept = "应当公示。"
    assert show(kept, addition + kept + addition) == (kept, f"[{addition}]{kept}[{addition}]")


def test_kept_word_between_two_insertions_is_not_shown_as_deleted() -> None:
    old, new = show("应当公示，接受监督。", "应当在公开栏公示不少于五日，接受监督。")
    assert (old, new) == ("应当公示，接受监督。", "应当[在公开栏]公示[不少于五日]，接受监督。")


def test_kept_words_between_two_replacements_stay_kept() -> None:
    assert show("由上级主管部门调查核实并作出处理决定。", "由县级监察机关调查核实后移送有管辖权的机关。") == (
        "由[上级主管部门]调查核实[并作出处理决定]。",
        "由[县级监察机关]调查核实[后移送有管辖权的机关]。",
    )


def test_inserted_item_shows_as_an_item() -> None:
    _, new = show(BRIBERY, BRIBERY.replace("的。", "的；\n（三）伪造选票的。"))
    assert new == BRIBERY.replace("的。", "的[；\n（三）伪造选票的]。")


def test_changed_punctuation_is_marked_and_its_width_is_not() -> None:
    assert show("登记；公示:", "登记。公示：") == ("登记[；]公示:", "登记[。]公示：")


def test_blanks_are_never_marked() -> None:
    assert show("第 15 条\u3000公示", "第15条公示五日") == ("第 15 条\u3000公示", "第15条公示[五日]")
    assert show("  ", "") == ("  ", "")


def test_words_in_other_order_are_marked_whole() -> None:
    assert show("自我教育、自我服务", "自我服务、自我教育、自我监督") == (
        "自我教育、自我[服务]",
        "[自我服务、]自我教育、自我[监督]",
    )


def test_wholly_different_long_texts_end_in_time() -> None:
    shuffled = list((LEADERSHIP + ROLL + SECRECY) * 80)
    random.Random(1).shuffle(shuffled)
    new = "".join(shuffled)
    started = time.perf_counter()
    _, new_segments = mark((LEADERSHIP + ROLL + SECRECY) * 80, new, timeout=0.2)
    assert time.perf_counter() - started < 3
    assert "".join(s.text for s in new_segments) == new


@settings(max_examples=150, deadline=None)
@given(st.text(), st.text())
def test_joined_segments_are_the_texts(old: str, new: str) -> None:
    _check(old, new)


@settings(max_examples=150, deadline=None)
@given(st.text("选举 \n：:，村\u3000", max_size=30), st.text("选举 \n：:，村\u3000", max_size=30))
def test_joined_segments_are_the_texts_where_they_share_much(old: str, new: str) -> None:
    _check(old, new)


def _check(old: str, new: str) -> None:
    old_segments, new_segments = mark(old, new)
    assert "".join(s.text for s in old_segments) == old
    assert "".join(s.text for s in new_segments) == new
    assert {s.op for s in old_segments} <= {Op.EQUAL, Op.DELETE}
    assert {s.op for s in new_segments} <= {Op.EQUAL, Op.INSERT}


@given(st.text())
def test_text_compared_with_itself_has_no_marks(text: str) -> None:
    assert {s.op for side in mark(text, text) for s in side} <= {Op.EQUAL}
