"""What follows when a page is published, taken offline, deleted or restricted."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from accounts.models import AuditEntry
from content.enums import CitationState, PublicationAction
from content.models import Citation, EditionPage, ProvisionMatch, RulePage
from search.port import get_index
from tasks.relay import run_due_jobs
from tests.content.asking import words_of
from tests.factories.content import make_rule, make_structure
from tests.factories.publishing import Portal, client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db
TITLE = "示例工作规定（示例）"


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def make_editions(*years: int, title: str = TITLE, slug: str = "r") -> RulePage:
    """A rule of three articles with one edition for each year."""
    for year in years:
        words = (f"第一项工作在{year}年办理。", "第二项工作按照规定办理。", "本规定自公布之日起施行。")
        kind = "enactment" if year == years[0] else "revision"
        rule = make_rule(
            title, *words, slug=slug, promulgation_date=dt.date(year, 1, 1), change_kind=kind
        ).rule
    return rule


def edition_of(year: int) -> EditionPage:
    return EditionPage.objects.get(slug=f"{year}-01-01")


def matched_years() -> set[tuple[int, int]]:
    rows = ProvisionMatch.objects.values_list(
        "old_edition__promulgation_date__year", "new_edition__promulgation_date__year"
    )
    return set(rows)


@pytest.mark.parametrize("step", ["unpublish", "delete"])
def test_edition_between_two_others_can_be_taken_away(step: str) -> None:
    make_structure()
    make_editions(2010, 2015, 2020)
    assert matched_years() == {(2010, 2015), (2015, 2020)}
    getattr(edition_of(2015), step)()
    assert matched_years() == set()
    run_due_jobs()
    assert matched_years() == {(2010, 2020)}


def test_rule_with_its_editions_can_be_deleted() -> None:
    make_structure()
    rule = make_editions(2010, 2015, 2020)
    run_due_jobs()
    rule.delete()
    run_due_jobs()
    assert not ProvisionMatch.objects.exists()
    assert get_index().page_ids() == frozenset()


def test_column_can_be_deleted_with_rules_that_cite_one_another() -> None:
    make_structure()
    make_editions(2010, 2020)
    make_rule("援引的办法（示例）", f"依照《{TITLE}》第二条办理。", slug="citing")
    run_due_jobs()
    RulePage.objects.first().get_parent().delete()
    run_due_jobs()
    assert not Citation.objects.exists()


def test_new_title_of_a_rule_reaches_the_documents_of_its_editions() -> None:
    make_structure()
    rule = make_editions(2020)
    run_due_jobs()
    rule = RulePage.objects.get(pk=rule.pk)
    rule.title = "改名后的规定（示例）"
    rule.save_revision().publish()
    run_due_jobs()
    assert "改名后的规定" in words_of("/search/?q=改名后的规定")
    assert get_index().page_ids() == {edition_of(2020).pk}


def test_rule_taken_offline_takes_its_editions_out_of_the_index() -> None:
    make_structure()
    rule = make_editions(2010, 2020)
    run_due_jobs()
    assert len(get_index().page_ids()) == 2
    RulePage.objects.get(pk=rule.pk).unpublish()
    run_due_jobs()
    assert get_index().page_ids() == frozenset()


def test_citation_of_a_missing_edition_is_resolved_when_that_edition_comes() -> None:
    make_structure()
    make_editions(2020)
    make_rule("早年的办法（示例）", f"依照《{TITLE}》第二条办理。", promulgation_date=dt.date(2012, 1, 1))
    citation = Citation.objects.get(cited_title=TITLE)
    assert citation.state == CitationState.NO_EDITION
    make_editions(2010)
    run_due_jobs()
    citation = Citation.objects.get(cited_title=TITLE)
    assert citation.state == CitationState.RESOLVED
    assert citation.target_edition_id == edition_of(2010).pk


def test_this_chapter_and_this_section_are_led_to_where_they_stand() -> None:
    make_structure()
    text = (
        f"{TITLE}\n\n第一章　总则\n\n第一条　本章适用于示例工作。\n\n第二章　纪律\n\n第一节　一般规定\n\n"
        "第二条　本章和本节适用于示例工作。\n\n第二节　特别规定\n\n第三条　本节适用于特别情形。\n"
    )
    make_rule(TITLE, text=text)
    found = Citation.objects.order_by("id").values_list("source_eid", "quote", "target_eid", "state")
    assert list(found) == [
        ("art-1-para-1", "本章", "ch-1", "resolved"),
        ("art-2-para-1", "本章", "ch-2", "resolved"),
        ("art-2-para-1", "本节", "ch-2-sec-1", "resolved"),
        ("art-3-para-1", "本节", "ch-2-sec-2", "resolved"),
    ]


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def actors(action: PublicationAction, title: str) -> list[str]:
    rows = AuditEntry.objects.filter(action=action.value, target_label__contains=title).order_by("pk")
    return list(rows.values_list("actor_label", flat=True))


def test_audit_names_who_took_a_page_offline_and_who_deleted_it(portal: Portal) -> None:
    edition = make_edition(publish=True)
    client = client_of(portal.superuser)
    assert client.post(f"/admin/pages/{edition.pk}/unpublish/").status_code == 302
    assert client.post(f"/admin/pages/{edition.pk}/delete/").status_code == 302
    assert actors(PublicationAction.UNPUBLISHED, edition.title) == [str(portal.superuser)]
    deleted = AuditEntry.objects.get(action=PublicationAction.DELETED.value, data__page_id=edition.pk)
    assert deleted.actor_label == str(portal.superuser)


def test_audit_names_who_restricted_a_page(portal: Portal) -> None:
    edition = make_edition(publish=True)
    data = {"restriction_type": "login", "password": "", "groups": []}
    answer = client_of(portal.superuser).post(f"/admin/pages/{edition.pk}/privacy/", data)
    assert answer.status_code == 200
    assert actors(PublicationAction.RESTRICTED, edition.title) == [str(portal.superuser)]
