"""待复核: reminders, the report, and 复核完成."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from accounts.models import AuditEntry
from common import clock
from common.jobs import JobName
from common.models import Job
from content.enums import PublicationAction
from content.models import BasePage, PolicyPage, PortalSettings, ReviewReminder
from content.services.telling import mail_reminder
from content.services.upkeeping import ReviewDateError, complete_review, remind_of_due_reviews
from tasks.housekeeping import enqueue_job
from tasks.relay import run_due_jobs
from tasks.schedule import SCHEDULE
from tests.content.asking import count_queries
from tests.factories.content import make_policy
from tests.factories.publishing import Portal, client_of, make_portal

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def make_due(title: str, portal: Portal, *, days: int = 0, **fields: Any) -> PolicyPage:
    fields.setdefault("unit", portal.district_a)
    return make_policy(title, review_by=clock.today() + dt.timedelta(days=days), **fields)


def reminders() -> int:
    return remind_of_due_reviews(at=clock.now())


def day_of(page: BasePage) -> dt.date | None:
    return BasePage.objects.get(pk=page.pk).review_by


def next_year() -> dt.date:
    return clock.today() + dt.timedelta(days=365)


def test_each_date_is_told_of_once(portal: Portal) -> None:
    page = make_due("到期通知（示例）", portal, days=14)
    make_due("过期通知（示例）", portal, days=-3)
    make_due("未到期通知（示例）", portal, days=15)
    make_due("草稿（示例）", portal, publish=False)
    assert (reminders(), reminders()) == (2, 0)
    assert AuditEntry.objects.filter(action=PublicationAction.REMINDED.value).count() == 2
    BasePage.objects.filter(pk=page.pk).update(review_by=clock.today() + dt.timedelta(days=13))
    assert reminders() == 1


def test_mail_goes_to_the_editors_of_the_unit(portal: Portal) -> None:
    portal.editor_a.email = "a@example.com"
    portal.editor_a.save()
    make_due("到期通知（示例）", portal)
    reminders()
    assert mail_reminder.call(ReviewReminder.objects.get().pk) == 1
    assert [message.to for message in mail.outbox] == [["a@example.com"]]
    assert "到期通知" in mail.outbox[0].subject


def test_site_decides_how_early(portal: Portal) -> None:
    make_due("到期通知（示例）", portal, days=14)
    site = PortalSettings.objects.create(site_id=portal.home.sites_rooted_here.get().pk, reminder_days=7)
    assert reminders() == 0
    site.reminder_days = 30
    site.save()
    assert reminders() == 1


def test_job_runs_by_itself(portal: Portal) -> None:
    assert JobName.REMIND_REVIEWS.value in {entry["kwargs"].get("name") for entry in SCHEDULE.values()}
    make_due("到期通知（示例）", portal)
    Job.objects.all().delete()
    enqueue_job(name=JobName.REMIND_REVIEWS.value)
    run_due_jobs()
    assert ReviewReminder.objects.count() == 1
    assert Job.objects.get(name=JobName.REMIND_REVIEWS).status == "done"


def test_completed_review_sets_the_date_without_a_publication(portal: Portal) -> None:
    page = make_due("到期通知（示例）", portal)
    revision = BasePage.objects.get(pk=page.pk).live_revision_id
    client = client_of(portal.editor_a)
    assert next_year().isoformat()[:4] in client.get(f"/admin/reports/due/{page.pk}/").content.decode()
    client.post(f"/admin/reports/due/{page.pk}/", {"review_by": next_year().isoformat()})
    stored = BasePage.objects.get(pk=page.pk)
    assert (stored.review_by, stored.live_revision_id, stored.has_unpublished_changes) == (
        next_year(),
        revision,
        False,
    )
    row = AuditEntry.objects.get(action=PublicationAction.REVIEW_DATE_SET.value)
    assert row.data == {"from": clock.today().isoformat(), "to": next_year().isoformat()}
    assert reminders() == 0


def test_next_publication_keeps_the_new_date(portal: Portal) -> None:
    page = make_due("到期通知（示例）", portal)
    draft = PolicyPage.objects.get(pk=page.pk)
    draft.title = "到期通知，改过（示例）"
    revision = draft.save_revision()
    complete_review(page=page, review_by=next_year(), by=portal.editor_a, at=clock.now())
    revision.refresh_from_db()
    revision.publish()
    assert day_of(page) == next_year()


def test_date_must_be_in_the_future(portal: Portal) -> None:
    page = make_due("到期通知（示例）", portal)
    with pytest.raises(ReviewDateError):
        complete_review(page=page, review_by=clock.today(), by=portal.editor_a, at=clock.now())
    data = {"review_by": clock.today().isoformat()}
    answer = client_of(portal.editor_a).post(f"/admin/reports/due/{page.pk}/", data)
    assert "应当在今天以后" in answer.content.decode()
    assert day_of(page) == clock.today()


def test_districts_see_and_complete_their_own(portal: Portal) -> None:
    page = make_due("甲区到期通知（示例）", portal)
    stranger = client_of(portal.editor_b)
    for address in ("/admin/reports/due/", "/admin/reports/due/results/", "/admin/"):
        assert "甲区到期通知" not in stranger.get(address).content.decode()
    answer = stranger.get("/admin/reports/due/?export=csv")
    assert "甲区到期通知".encode() not in b"".join(answer.streaming_content)
    stranger.post(f"/admin/reports/due/{page.pk}/", {"review_by": next_year().isoformat()})
    assert day_of(page) == clock.today()
    own = client_of(portal.editor_a)
    assert "甲区到期通知" in own.get("/admin/reports/due/").content.decode()
    exported = own.get("/admin/reports/due/?export=csv")
    assert "甲区到期通知".encode() in b"".join(exported.streaming_content)
    assert b"".join(own.get("/admin/reports/due/?export=xlsx").streaming_content)


def test_report_costs_the_same_with_more_pages(portal: Portal) -> None:
    client = client_of(portal.editor_a)
    make_due("甲（示例）", portal)
    one = count_queries(lambda: client.get("/admin/reports/due/"))
    make_due("乙（示例）", portal, days=-2)
    make_due("丙（示例）", portal, days=3)
    assert count_queries(lambda: client.get("/admin/reports/due/")) == one
    assert "已过期 2 天" in client.get("/admin/reports/due/").content.decode()
