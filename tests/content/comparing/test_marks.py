from __future__ import annotations

import random
import time
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.comparing.marks import Budget, Op, Segment, _joined, mark
from tests.content.comparing.editions import BRIBERY, LEADERSHIP, REPORTS, ROLL, SECRECY
from tests.growth import grows_in_proportion


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
    old_segments, new_segments = mark(old, old[:9_999] + "清风" + old[9_999:])
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


def shuffled(text: str) -> str:
    characters = list(text)
    random.Random(1).shuffle(characters)
    return "".join(characters)


def test_marks_do_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine so slow that an hour goes by at every look at the clock."""
    old = (LEADERSHIP + ROLL + SECRECY) * 3
    new = old.replace("公布", "公开").replace("选票", "票") + REPORTS
    marked = mark(old, new)
    monkeypatch.setattr(time, "time", count(step=3600.0).__next__)
    assert mark(old, new) == marked
    assert sum(segment.op is Op.EQUAL for segment in marked[1]) > 6


def test_search_ends_when_its_budget_is_spent() -> None:
    old = (LEADERSHIP + ROLL + SECRECY) * 80
    budget = Budget(10_000)
    old_segments, new_segments = mark(old, shuffled(old), budget=budget)
    assert 10_000 < budget.spent < 11_000
    assert [segment.op for segment in old_segments] == [Op.DELETE]
    assert "".join(segment.text for segment in new_segments) == shuffled(old)


def test_budget_bounds_the_work_however_long_the_texts_are() -> None:
    passage = LEADERSHIP + ROLL + SECRECY
    texts = [(passage * times, shuffled(passage * times)) for times in (16, 160)]
    assert grows_in_proportion(lambda pair: mark(*pair), *texts, times=10)


def test_very_long_change_counts_as_replaced_between_its_ends() -> None:
    body = (LEADERSHIP + ROLL + SECRECY + REPORTS) * 400
    assert len(body) > 50_000
    old_segments, new_segments = mark(f"示例{body}公布。", f"示例清风{body}公开。")
    assert [(s.op, len(s.text)) for s in old_segments] == [
        (Op.EQUAL, 2),
        (Op.DELETE, len(body) + 2),
        (Op.EQUAL, 1),
    ]
    assert new_segments[1] == Segment(Op.INSERT, f"清风{body}公开")


def test_many_changes_joined_one_after_the_other_take_no_longer_for_it() -> None:
    """Each joining makes the next one possible: gone through from the start every time, it took a minute."""
    kept = [chr(0x4E00 + at) for at in range(12_000)]
    runs = [(Op.DELETE, "甲乙丙"), (Op.INSERT, "丁戊己")]
    runs += [run for char in kept for run in ((Op.EQUAL, char), (Op.INSERT, "清风"))]
    assert list(_joined(runs)) == [
        (Op.DELETE, "甲乙丙" + "".join(kept)),
        (Op.INSERT, "丁戊己" + "".join(f"{char}清风" for char in kept)),
    ]
    assert grows_in_proportion(lambda some: list(_joined(some)), runs[:2_402], runs, times=10)


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
