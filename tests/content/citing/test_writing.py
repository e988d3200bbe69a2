"""Writing a citation, and reading back what was written."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.citing.recognizer import recognize
from content.citing.writing import cite

TITLE = "换届纪律监督办法（示例）"
number = st.integers(min_value=1, max_value=130)


@st.composite
def provisions(draw: st.DrawFn) -> str:
    """Ids of every level that can be cited."""
    if draw(st.booleans()) and draw(st.booleans()):
        steps = [draw(number) for _ in range(draw(st.integers(1, 4)))]
        return "pt-" + "-".join(map(str, steps))
    if draw(st.booleans()) and draw(st.booleans()):
        section = f"-sec-{draw(number)}" if draw(st.booleans()) else ""
        return f"ch-{draw(number)}{section}"
    eid = f"art-{draw(number)}" + (f"-{draw(st.integers(1, 9))}" if draw(st.booleans()) else "")
    for level in ("para", "item", "sub")[: draw(st.integers(0, 3))]:
        eid += f"-{level}-{draw(number)}"
    return eid


@pytest.mark.parametrize(
    ("eid", "single", "written"),
    [
        ("art-75-para-2-item-3", False, "《换届纪律监督办法（示例）》第七十五条第二款第（三）项"),
        ("art-75-para-1-item-3", True, "《换届纪律监督办法（示例）》第七十五条第（三）项"),
        ("art-75-para-1", True, "《换届纪律监督办法（示例）》第七十五条"),
        ("art-10-1", False, "《换届纪律监督办法（示例）》第十条之一"),
        ("art-9-para-1-item-2-sub-1", False, "《换届纪律监督办法（示例）》第九条第一款第（二）项第1目"),
        ("ch-2-sec-1", False, "《换届纪律监督办法（示例）》第二章第一节"),
        ("pt-3-2", False, "《换届纪律监督办法（示例）》第三部分第（二）项"),
        ("att-2", False, "《换届纪律监督办法（示例）》附件2"),
        ("att", False, "《换届纪律监督办法（示例）》附件"),
        ("", False, "《换届纪律监督办法（示例）》"),
    ],
)
def test_cite_writes_the_official_form(eid: str, single: bool, written: str) -> None:
    assert cite(TITLE, eid, single_paragraph=single) == written


@pytest.mark.parametrize(
    "eid",
    [
        "art",
        "art-x",
        "75",
        "art-75-para",
        "preamble",
        "preamble-item-1",
        "enclosures",
        "closing",
        "title",
        "para-1",
    ],
)
def test_cite_refuses_what_is_no_provision(eid: str) -> None:
    with pytest.raises(ValueError):
        cite(TITLE, eid)


@settings(max_examples=150, deadline=None)
@given(eid=provisions(), narrow=st.booleans(), digits=st.booleans(), blanks=st.booleans())
def test_recognize_reads_back_what_cite_wrote(eid: str, narrow: bool, digits: bool, blanks: bool) -> None:
    written = cite(TITLE, eid)
    place = written.removeprefix(f"《{TITLE}》")
    if narrow:
        place = place.translate(str.maketrans("（）", "()"))
    if digits:
        place = place.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if blanks:
        place = place.replace("第", "第 ")
    text = f"依照《{TITLE}》{place}的规定处理。"

    (citation,) = recognize(text)

    assert (citation.title, citation.eid) == (TITLE, eid)
    assert citation.quote == f"《{TITLE}》{place}"


def test_recognize_reads_back_items_of_a_single_paragraph() -> None:
    chance = random.Random(3)
    for _ in range(50):
        eid = f"art-{chance.randint(1, 200)}-para-1-item-{chance.randint(1, 30)}"
        (citation,) = recognize(cite(TITLE, eid, single_paragraph=True))
        assert (citation.eid, citation.paragraph_implied) == (eid, True)
