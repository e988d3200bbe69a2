"""Pages with a date go public, and offline, by themselves."""

from __future__ import annotations

import datetime as dt

import pytest

from common import clock, jobs
from common.jobs import JobName
from common.models import Job
from content.models import BasePage, HomePage, PolicyIndexPage, PolicyPage
from tasks.housekeeping import enqueue_job, prune_jobs
from tasks.relay import run_due_jobs

pytestmark = pytest.mark.django_db


def make_page(**fields: object) -> PolicyPage:
    home = HomePage(title="示例首页", slug="shili-home")
    BasePage.get_first_root_node().add_child(instance=home)
    column = home.add_child(instance=PolicyIndexPage(title="示例政策", slug="policies"))
    page = PolicyPage(
        title="示例通知",
        slug="notice",
        text="一、总体要求\n示例工作应当公开。",
        issuing_body="示例单位",
        signed_date=dt.date(2026, 1, 1),
        **fields,
    )
    return column.add_child(instance=page)


@pytest.fixture(autouse=True)
def _nothing_waits() -> None:
    jobs.set_waker(None)
    Job.objects.all().delete()


def test_publish_scheduled_publishes_what_is_due():
    due = clock.now() - dt.timedelta(minutes=1)
    page = make_page(live=False, go_live_at=due)
    page.save_revision(approved_go_live_at=due)
    enqueue_job(name=JobName.PUBLISH_SCHEDULED.value)
    run_due_jobs()
    page.refresh_from_db()
    assert Job.objects.get(name=JobName.PUBLISH_SCHEDULED).status == "done"
    assert page.live
    assert Job.objects.filter(name=JobName.INDEX_PAGE, kwargs={"page_id": page.pk}).exists()


def test_publish_scheduled_takes_offline_what_has_expired():
    page = make_page(live=True, expire_at=clock.now() - dt.timedelta(minutes=1))
    enqueue_job(name=JobName.PUBLISH_SCHEDULED.value)
    run_due_jobs()
    page.refresh_from_db()
    assert not page.live


def test_regular_job_that_still_waits_is_not_doubled():
    enqueue_job(name=JobName.PUBLISH_SCHEDULED.value)
    enqueue_job(name=JobName.PUBLISH_SCHEDULED.value)
    assert Job.objects.filter(name=JobName.PUBLISH_SCHEDULED).count() == 1


def test_prune_jobs_forgets_jobs_done_a_week_ago():
    week_ago = clock.now() - dt.timedelta(days=7)
    enqueue_job(name=JobName.PUBLISH_SCHEDULED.value)
    old = jobs.claim(at=clock.now())
    assert old is not None
    jobs.complete(old, at=week_ago)
    enqueue_job(name=JobName.PUBLISH_SCHEDULED.value)
    prune_jobs()
    assert [job.status for job in Job.objects.all()] == ["pending"]
