"""What follows when a page is published, taken offline, deleted or restricted."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from accounts.models import AuditEntry
from content.enums import CitationState, PublicationAction
from content.models import (
    BasePage,
    Citation,
    EditionPage,
    PolicyIndexPage,
    ProhibitionIndexPage,
    Provision,
    ProvisionMatch,
    RulePage,
)
from tasks.relay import run_due_jobs
from tests.content.asking import words_of
from tests.content.reviewing import decide, edit, form_of, live, pass_all, submit
from tests.factories.accounts import make_user
from tests.factories.content import make_list, make_policy, make_rule, make_structure
from tests.factories.index import indexed_pages
from tests.factories.publishing import TEXT, Portal, client_of, make_edition, make_portal

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
    assert indexed_pages() == frozenset()


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
    assert indexed_pages() == {edition_of(2020).pk}


def test_rule_taken_offline_takes_its_editions_out_of_the_index() -> None:
    make_structure()
    rule = make_editions(2010, 2020)
    run_due_jobs()
    assert len(indexed_pages()) == 2
    RulePage.objects.get(pk=rule.pk).unpublish()
    run_due_jobs()
    assert indexed_pages() == frozenset()


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


def take_offline(client: Client, page: BasePage) -> Any:
    """Fill in the form that asks for a reason."""
    data = {"reason": "error", "explanation": "发布有误", "target": ""}
    return client.post(f"/admin/pages/{page.pk}/withdraw/", data)


def test_audit_names_who_took_a_page_offline_and_who_deleted_it(portal: Portal) -> None:
    edition = make_edition(publish=True)
    client = client_of(portal.superuser)
    assert take_offline(client, edition).status_code == 302
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


def test_scheduled_text_is_nowhere_public_before_its_hour(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_edition(by=portal.editor, unit=portal.city)
    later = timezone.localtime() + dt.timedelta(days=2)
    edit(portal.editor, edition, go_live_at=later.strftime("%Y-%m-%d %H:%M"))
    submit(portal.editor, edition)
    pass_all(portal, edition)
    run_due_jobs()
    assert not EditionPage.objects.get(pk=edition.pk).live
    rule = edition.get_parent()
    assert Client().get(rule.url).status_code == 404
    assert edition.title not in words_of("/sitemap.xml") + words_of("/rules/") + words_of("/")
    assert rule.url not in words_of("/sitemap.xml")
    assert not Provision.objects.filter(page_id=edition.pk).exists()
    assert indexed_pages() == frozenset()
    assert actors(PublicationAction.SCHEDULED, edition.title) == [str(portal.final)]
    assert actors(PublicationAction.PUBLISHED, edition.title) == []

    after = timezone.now() + dt.timedelta(days=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: after)
    call_command("publish_scheduled", stdout=io.StringIO())
    run_due_jobs()
    assert Client().get(rule.url).status_code == 200
    assert edition.pk in indexed_pages()
    assert actors(PublicationAction.PUBLISHED, edition.title) == [""]


def test_audit_keeps_every_step_of_a_returned_and_resubmitted_text(portal: Portal) -> None:
    edition = make_edition(by=portal.editor, unit=portal.city)
    submit(portal.editor, edition)
    decide(portal.first, edition)
    decide(portal.second, edition, "reject", comment="请补充依据")
    edit(portal.editor, edition, text=TEXT.replace("公开透明", "公开、透明"))
    submit(portal.editor, edition)
    client = client_of(portal.editor)
    client.post(f"/admin/pages/{edition.pk}/edit/", form_of(edition, **{"action-cancel-workflow": "1"}))
    rows = AuditEntry.objects.filter(target_label__contains=edition.title, action__startswith="content.")
    steps = rows.exclude(action="content.imported").order_by("pk").values_list("action", "actor_label")
    names = {str(getattr(portal, name)): name for name in ("editor", "first", "second")}
    assert [(action.removeprefix("content."), names[by]) for action, by in steps] == [
        ("submitted", "editor"),
        ("approved", "first"),
        ("rejected", "second"),
        ("submitted", "editor"),
        ("withdrawn", "editor"),
    ]


def test_audit_names_who_moved_a_page_and_from_where(portal: Portal) -> None:
    policy, folder = make_policy(), PolicyIndexPage.objects.get()
    home = portal.home
    other = PolicyIndexPage(title="旧文件", slug="old-policies")
    home.add_child(instance=other)
    url = f"/admin/pages/{policy.pk}/move/{other.pk}/confirm/"
    client_of(portal.superuser).post(url)
    row = AuditEntry.objects.get(action=PublicationAction.MOVED.value)
    assert row.actor_label == str(portal.superuser)
    assert row.data == {"from": f"{folder.url_path}{policy.slug}/"}


def test_final_reviewer_takes_a_page_offline_and_restricts_it_but_cannot_publish(portal: Portal) -> None:
    edition = make_edition(publish=True, unit=portal.city)
    client = client_of(portal.final)
    data = {"restriction_type": "login", "password": "", "groups": []}
    assert client.post(f"/admin/pages/{edition.pk}/privacy/", data).status_code == 200
    assert Client().get(edition.url).status_code == 302
    assert take_offline(client, edition).status_code == 302
    assert not live(edition).live
    permissions = live(edition).permissions_for_user(portal.final)
    assert not permissions.can_publish()
    for person in (portal.editor, portal.first, portal.second):
        others = live(edition).permissions_for_user(person)
        assert not others.can_unpublish()
        assert not others.can_set_view_restrictions()


def test_final_reviewer_of_another_district_takes_nothing_offline(portal: Portal) -> None:
    edition = make_edition(publish=True, unit=portal.district_a)
    stranger = make_user(Role.FINAL_REVIEWER, name="乙区终审员", unit=portal.district_b)
    client = client_of(stranger)
    client.post(f"/admin/pages/{edition.pk}/unpublish/")
    take_offline(client, edition)
    client.post(
        f"/admin/pages/{edition.pk}/privacy/", {"restriction_type": "login", "password": "", "groups": []}
    )
    assert live(edition).live
    assert Client().get(edition.url).status_code == 200


def test_column_taken_offline_leaves_menu_home_and_breadcrumbs() -> None:
    make_structure()
    page = make_list("严禁甲", title="金丝雀清单（示例）", show_in_menus=True)
    assert "金丝雀清单" in words_of("/")
    ProhibitionIndexPage.objects.get().unpublish()
    for address in ("/", "/rules/", "/policies/", "/sitemap.xml"):
        assert "金丝雀清单" not in words_of(address)
    assert 'href="/prohibitions/">' not in words_of(page.url)


def test_preamble_that_cites_an_article_is_reached_from_its_back_link() -> None:
    make_structure()
    make_editions(2020)
    text = f"示例承诺书（示例）\n\n我已学习《{TITLE}》第二条，现承诺如下：\n\n一、遵守规定。\n"
    make_policy("示例承诺书（示例）", slug="pledge", text=text, signed_date=dt.date(2021, 1, 1))
    assert 'href="/policies/pledge/"' in words_of("/rules/r/art-2/").partition('id="cited"')[2]
