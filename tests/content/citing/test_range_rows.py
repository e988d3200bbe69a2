"""How many rows a range gives: one for each provision, but not for whole parts of a code."""

import pytest

from common.numerals import write_numeral
from content.models import Citation
from content.services.citing import LONGEST_RANGE
from tests.factories.publishing import make_edition, make_portal

pytestmark = pytest.mark.django_db


def rows_of(articles: list[str]) -> list[tuple[str, str, str]]:
    """Publish a rule of these articles: where it cites itself, and what."""
    make_portal()
    text = "\n".join(
        f"第{write_numeral(number)}条　{words}" for number, words in enumerate(articles, start=1)
    )
    page = make_edition(text=f"示例市选举工作规定\n{text}\n", publish=True)
    rows = Citation.objects.filter(source_id=page.pk).order_by("id")
    return list(rows.values_list("source_eid", "target_eid", "through_eid"))


def test_every_provision_of_a_range_has_a_row() -> None:
    rows = rows_of(["示例。"] * LONGEST_RANGE + ["依照第一条至第六十条办理。"])
    assert rows == [("art-61-para-1", f"art-{number}", "art-60") for number in range(1, 61)]


def test_longer_range_has_rows_for_its_ends_alone() -> None:
    rows = rows_of(["示例。"] * 61 + ["依照第一条至第六十一条办理。"])
    assert rows == [("art-62-para-1", "art-1", "art-61"), ("art-62-para-1", "art-61", "art-61")]


def test_thousand_articles_that_each_cite_all_thousand_are_two_thousand_rows() -> None:
    rows = rows_of(["依照第一条至第一千条办理。"] * 1000)
    assert len(rows) == 2000
    assert rows[-2:] == [
        ("art-1000-para-1", "art-1", "art-1000"),
        ("art-1000-para-1", "art-1000", "art-1000"),
    ]
