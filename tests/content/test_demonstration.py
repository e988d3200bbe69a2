"""The demonstration loads once, whole, and leaves alone what people changed."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import WorkflowState

from accounts.enums import Role
from accounts.models import OrgUnit, User
from accounts.rules import held_roles
from content.enums import CitationState
from content.models import (
    BasePage,
    CasePage,
    Citation,
    EditionPage,
    ItemCorrespondence,
    Listing,
    MaterialPage,
    NewsPage,
    PolicyPage,
    ProhibitionItem,
    ProhibitionListPage,
    RulePage,
    TopicPage,
)
from content.services import demo_lists, demo_people
from content.services.demo_documents import FOLDER
from content.services.demonstration import load_demonstration
from tests.content.asking import words_of

pytestmark = pytest.mark.django_db


TODAY = dt.datetime(2026, 11, 24, 12, 0, tzinfo=timezone.get_default_timezone())


def load() -> dict[str, int]:
    new: dict[str, int] = {}
    load_demonstration(at=TODAY, progress=new.__setitem__)
    return new


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration, loaded once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(loaded: None, db: None) -> None:
    """What a test does to the demonstration is undone after it."""


def counts() -> list[int]:
    models = (User, OrgUnit, BasePage, ProhibitionItem, ItemCorrespondence, Citation, WorkflowState)
    return [model.objects.count() for model in models]


def test_second_load_changes_nothing(demonstration):
    before = counts()
    again = load()
    assert counts() == before
    assert set(again.values()) == {0}


def test_second_load_keeps_what_people_changed(demonstration):
    rule = RulePage.objects.get(slug="grassroots-election-norms")
    edition = EditionPage.objects.child_of(rule).latest("promulgation_date")
    edition.text = edition.text.replace("第一条　", "第一条　改过的", 1)
    edition.save_revision().publish()
    person = User.objects.get(staff_number="demo-reader")
    person.set_password("another-mima-2016")
    person.save()
    load()
    edition.refresh_from_db()
    person.refresh_from_db()
    assert "第一条　改过的" in edition.text
    assert person.check_password("another-mima-2016")


def test_every_role_has_an_account_that_can_sign_in(demonstration, client):
    people = User.objects.filter(staff_number__startswith="demo-")
    assert {role for person in people for role in held_roles(person)} == set(Role)
    assert all(person.name.startswith("示例") for person in people)
    for person in people:
        assert person.check_password(demo_people.PASSWORD)
        assert not person.is_superuser


def test_three_reviewers_are_three_people(demonstration):
    reviews = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER)
    holders = [User.objects.get(groups__name=role.group_name).pk for role in reviews]
    assert len(set(holders)) == 3


def test_units_form_the_invented_city(demonstration):
    city = OrgUnit.objects.get(code=demo_people.CITY)
    assert [unit.name for unit in city.get_children()] == ["甲区", "乙区"]
    assert [unit.get_children().count() for unit in city.get_children()] == [2, 2]
    assert city.get_descendants().count() == 2 + 4 + 8
    assert OrgUnit.find_problems() == ([], [], [], [], [])


def test_rules_are_published_with_their_articles(demonstration):
    editions = EditionPage.objects.live().order_by("promulgation_date")
    found = {page.slug: page.provisions.filter(kind="article").count() for page in editions}
    assert found == {"2019-03-05": 45, "2025-02-18": 20, "2026-06-20": 52}
    assert RulePage.objects.live().count() == 2
    assert PolicyPage.objects.live().count() == 3


def test_every_page_is_marked_as_demonstration(demonstration):
    for page in [*RulePage.objects.all(), *EditionPage.objects.all(), *PolicyPage.objects.all()]:
        assert "（示例）" in page.title


def test_lists_keep_items_and_correspondences_of_the_source(demonstration):
    for entry in demo_lists.read_lists():
        page = ProhibitionListPage.objects.live().get(slug=entry["slug"])
        items = {item.number: item for item in page.items.all()}
        for source in entry["item"]:
            item = items[source["number"]]
            assert item.heading == source["heading"]
            assert item.sanction_labels == source["sanctions"]
            links = {(link.target_list.slug, link.target_number) for link in item.correspondences.all()}
            assert links == {(link["list"], link["item"]) for link in source["corresponds_to"]}


def test_list_saved_again_in_the_admin_keeps_its_correspondences(demonstration):
    before = ItemCorrespondence.objects.count()
    assert before
    page = ProhibitionListPage.objects.get(slug="nine-prohibitions-2016")
    page.get_latest_revision_as_object().save_revision().publish()
    assert ItemCorrespondence.objects.count() == before


def test_list_of_2016_alone_stands_in_the_menu(demonstration):
    marked = ProhibitionListPage.objects.in_menu().values_list("slug", "short_title")
    assert list(marked) == [("nine-prohibitions-2016", "九严禁")]


@pytest.mark.parametrize("name", ["规范", "基层选举工作规范（示例）", "换届纪律监督办法（示例）"])
def test_citations_between_demonstration_texts_are_led_to_their_provisions(demonstration, name):
    found = Citation.objects.filter(cited_title=name)
    assert [row.quote for row in found.exclude(state=CitationState.RESOLVED)] == []


def test_measures_cite_the_edition_of_their_time(demonstration):
    measures = EditionPage.objects.get(slug="2025-02-18")
    cited = measures.citations.filter(target_edition__isnull=False).exclude(target_edition=measures)
    assert cited.exists()
    assert set(cited.values_list("target_edition__slug", flat=True)) == {"2019-03-05"}


def test_a_text_waits_for_the_first_review(demonstration):
    state = WorkflowState.objects.get()
    edition = state.content_object
    assert not edition.live
    assert not edition.get_parent().live
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert state.requested_by.staff_number == "demo-editor"
    reviewer = User.objects.get(staff_number="demo-first")
    assert state.current_task_state.task.specific.get_actions(edition, reviewer)


def test_command_refuses_on_a_server(demonstration, settings):
    settings.DEBUG = False
    before = counts()
    with pytest.raises(CommandError, match="密码是公开的"):
        call_command("load_demo", stdout=io.StringIO())
    assert counts() == before


def test_command_prints_steps_and_accounts(demonstration):
    out = io.StringIO()
    call_command("load_demo", "--accounts-with-published-password", stdout=out)
    written = out.getvalue()
    assert "规则：已就绪" in written
    assert "demo-first" in written
    assert demo_people.PASSWORD in written


def test_command_names_no_accounts_where_none_may_sign_in(demonstration):
    User.objects.update(is_active=False)
    out = io.StringIO()
    call_command("demo_accounts", stdout=out)
    assert demo_people.PASSWORD not in out.getvalue()


def test_one_notice_is_for_people_with_an_account(demonstration):
    notice = PolicyPage.objects.get(slug="duty-rota-notice")
    assert Client().get(notice.url).status_code == 302
    assert notice.title not in words_of("/policies/") + words_of("/") + words_of("/sitemap.xml")
    reader = Client()
    reader.force_login(
        User.objects.get(staff_number="demo-reader"), backend="accounts.backends.StaffNumberOrPhoneBackend"
    )
    assert "值班电话" in reader.get(notice.url).content.decode()
    assert notice.title in reader.get("/policies/").content.decode()
    assert Citation.objects.filter(source=notice).exclude(state=CitationState.RESOLVED).count() == 0


def test_eight_cases_are_spread_over_items_years_regions_and_outcomes(demonstration):
    lines = Listing.objects.filter(kind="case")
    assert lines.count() == CasePage.objects.live().count() == 8
    assert all("（示例）" in title for title in lines.values_list("title", flat=True))
    assert len(set(lines.values_list("year", flat=True))) >= 4
    assert len(set(lines.values_list("region", flat=True))) >= 3
    assert len(set(lines.values_list("items__target_number", flat=True))) >= 7
    assert len(set(lines.values_list("outcomes__outcome", flat=True))) >= 10
    assert set(lines.values_list("items__target_list__slug", flat=True)) == {"nine-prohibitions-2016"}


def test_cases_cite_the_rules_of_their_day_and_are_led_back_to(demonstration):
    cited = Citation.objects.filter(source__in=CasePage.objects.all(), target_rule__isnull=False)
    early = cited.filter(source__casepage__notified_on__lt=dt.date(2025, 1, 1))
    assert set(early.values_list("target_edition__slug", flat=True)) == {"2019-03-05"}
    late = cited.filter(source__casepage__notified_on__gte=dt.date(2026, 9, 1))
    assert set(late.values_list("target_edition__slug", flat=True)) == {"2026-06-20"}
    back = words_of("/rules/grassroots-election-norms/art-18/").partition('id="cited"')[2]
    assert "/cases/votes-canvassed-in-group-chat/" in back
    assert "/cases/votes-for-money/" in back  # which cites article 15 of 2019


def test_cases_pass_the_guard_of_anonymity(demonstration):
    for case in CasePage.objects.all():
        case.full_clean()


def test_materials_have_their_files_and_their_bases_lead_to_provisions(demonstration):
    pages = MaterialPage.objects.live()
    assert sorted(pages.values_list("kind", flat=True)) == ["article"] * 3 + ["pdf", "slides", "video"]
    for page in pages:
        assert page.items.exists()
        assert (page.file is not None) is (page.kind != "article")
        found = Citation.objects.filter(source=page, source_eid="basis")
        assert [row.quote for row in found.exclude(state=CitationState.RESOLVED)] == []
        assert found.count() >= len(page.basis.split("\n"))
        assert page.title in words_of(page.url)


def test_files_are_small_and_what_they_say_they_are(demonstration):
    files = {path.name: path.read_bytes() for path in (FOLDER / "files").iterdir()}
    assert files["four-questions.mp4"][4:8] == b"ftyp"
    assert files["four-questions.vtt"].startswith(b"WEBVTT")
    assert all(content.startswith(b"%PDF") for name, content in files.items() if name.endswith(".pdf"))
    assert all(len(files[name]) <= 150_000 for name in files if name.endswith(".pdf"))
    assert len(files["four-questions.mp4"]) <= 300_000


def test_column_gathers_by_its_tag(demonstration):
    words = words_of("/grassroots/")
    assert "一条短信算不算拉票" in words
    assert "在乙区" not in words


def test_news_and_topics_are_full(demonstration):
    assert NewsPage.objects.live().count() == 4
    assert TopicPage.objects.live().count() == 2
    for page in [*NewsPage.objects.live(), *MaterialPage.objects.live(), *TopicPage.objects.live()]:
        assert "示例）" in page.title
    for topic in TopicPage.objects.live():
        words = words_of(topic.url)
        assert "重点阅读" in words
        assert "更多内容" in words


def test_notice_has_imprint_and_attachment(demonstration):
    words = words_of(PolicyPage.objects.get(slug="talk-and-pledge-notice").url)
    assert "2026年11月19日印发" in words
    assert "/pledge-handbook.pdf" in words
