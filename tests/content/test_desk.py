"""工作台: what waits for a person, of the pages they answer for and of nobody else's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import TaskState

from accounts.enums import Role
from accounts.models import User
from accounts.services import roles
from common import clock
from content.deadlines import Waiting, add_working_days
from content.models import EditionPage, PortalSettings, ReviewTask
from content.selectors.desk import DeskGroup, editing_desk, review_desk
from content.services.reporting import report_error
from tests.content.asking import count_queries
from tests.content.reviewing import decide, edit, pass_all, submit
from tests.factories.accounts import NOON, make_user
from tests.factories.content import make_policy
from tests.factories.publishing import Portal, client_of, make_edition, make_portal

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 11, 20)


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def desk(user: User) -> dict[str, DeskGroup]:
    groups = [*review_desk(user, at=clock.now()), *editing_desk(user, at=clock.now())]
    return {group.name: group for group in groups}


def counts(user: User) -> dict[str, int]:
    return {name: group.count for name, group in desk(user).items() if group.count}


def make_own(portal: Portal, title: str, *, by: User | None = None, unit: Any = None) -> EditionPage:
    return make_edition(title=title, by=by or portal.editor_a, unit=unit or portal.district_a)


def fill(portal: Portal, district: str, editor: User, unit: Any) -> None:
    """One thing of every kind in a district."""
    make_own(portal, f"{district}草稿办法", by=editor, unit=unit)
    submit(editor, make_own(portal, f"{district}在审办法", by=editor, unit=unit))
    returned = make_own(portal, f"{district}退回办法", by=editor, unit=unit)
    submit(editor, returned)
    decide(portal.first, returned, "reject", comment="请补充依据")
    scheduled = make_own(portal, f"{district}定时办法", by=editor, unit=unit)
    later = timezone.localtime() + dt.timedelta(days=2)
    edit(editor, scheduled, go_live_at=later.strftime("%Y-%m-%d %H:%M"))
    submit(editor, scheduled)
    pass_all(portal, scheduled)
    due = make_policy(f"{district}到期通知", unit=unit, review_by=clock.today())
    report_error(page=due, remark=f"{district}的差错", at=clock.now())


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, dt.date(2026, 11, 23)),
        (FRIDAY, 3, dt.date(2026, 11, 25)),
        (dt.date(2026, 11, 21), 1, dt.date(2026, 11, 23)),  # a Saturday
        (dt.date(2026, 11, 16), 5, dt.date(2026, 11, 23)),
        (dt.date(2026, 9, 30), 1, dt.date(2026, 10, 8)),  # seven days of National Day
        (dt.date(2026, 2, 13), 1, dt.date(2026, 2, 14)),  # a Saturday worked for the Spring Festival
        (dt.date(2099, 9, 30), 1, dt.date(2099, 10, 1)),  # a year nobody has announced: weekends alone
    ],
)
def test_free_days_are_no_working_days(start: dt.date, days: int, due: dt.date) -> None:
    assert add_working_days(start, days) == due


def test_text_is_late_after_its_day() -> None:
    due = dt.date(2026, 11, 25)
    assert not Waiting(FRIDAY, due, due).is_late
    late = Waiting(FRIDAY, due, dt.date(2026, 11, 26))
    assert late.is_late
    assert late.days == 6


def test_editor_finds_one_of_each(portal: Portal) -> None:
    fill(portal, "甲区", portal.editor_a, portal.district_a)
    found = desk(portal.editor_a)
    assert {name: group.count for name, group in found.items()} == {
        "等我审核": 0,
        "我的草稿": 1,
        "审核中": 1,
        "退回的文稿": 1,
        "定时发布": 1,
        "待复核": 1,
        "读者纠错": 1,
    }
    home = client_of(portal.editor_a).get("/admin/").content.decode()
    for word in ("工作台", "甲区草稿办法", "甲区在审办法", "请补充依据", "甲区定时办法", "甲区到期通知"):
        assert word in home
    assert found["审核中"].lines[0].note.startswith("初审，已等 0 天")


def test_districts_do_not_see_each_other(portal: Portal) -> None:
    fill(portal, "甲区", portal.editor_a, portal.district_a)
    fill(portal, "乙区", portal.editor_b, portal.district_b)
    own, other = client_of(portal.editor_a), client_of(portal.editor_b)
    pages = {"甲区": own.get("/admin/").content.decode(), "乙区": other.get("/admin/").content.decode()}
    for mine, theirs in (("甲区", "乙区"), ("乙区", "甲区")):
        words = pages[mine]
        for kind in ("草稿办法", "在审办法", "退回办法", "定时办法", "到期通知"):
            assert f"{mine}{kind}" in words
            assert f"{theirs}{kind}" not in words
    assert counts(portal.editor_a) == counts(portal.editor_b)
    assert counts(portal.editor)["读者纠错"] == 2


def test_reviewers_of_a_district_find_their_own(portal: Portal) -> None:
    fill(portal, "甲区", portal.editor_a, portal.district_a)
    near = make_user(Role.FIRST_REVIEWER, name="甲区初审员", unit=portal.district_a)
    far = make_user(Role.FIRST_REVIEWER, name="乙区初审员", unit=portal.district_b)
    assert [group.count for group in review_desk(near, at=clock.now())] == [1]
    assert [group.count for group in review_desk(far, at=clock.now())] == [0]
    assert "甲区" not in client_of(far).get("/admin/").content.decode().replace("甲区编辑", "")


def test_list_of_the_waiting_agrees_with_what_may_be_decided(portal: Portal) -> None:
    """Authors, earlier approvers and helpers find nothing; who only commented does."""
    helper = make_user(Role.EDITOR, Role.FIRST_REVIEWER, name="帮手", unit=portal.city)
    roles.grant_role(user=portal.first, role=Role.SECOND_REVIEWER, by=None, at=NOON)
    roles.grant_role(user=portal.editor, role=Role.FIRST_REVIEWER, by=None, at=NOON)
    written = make_own(portal, "帮手改过的办法", by=portal.editor, unit=portal.city)
    edit(helper, written, document_number="示例发〔2026〕9号")
    submit(portal.editor, written)
    advanced = make_own(portal, "已过初审的办法", by=portal.editor, unit=portal.city)
    submit(portal.editor, advanced)
    decide(portal.first, advanced)
    for person in (helper, portal.editor, portal.first, portal.second, portal.final):
        waiting = {
            state.pk
            for task in ReviewTask.objects.all()
            for state in TaskState.objects.filter(task=task, status="in_progress")
            if task.get_actions(state.workflow_state.content_object, person)
        }
        assert set(TaskState.objects.reviewable_by(person).values_list("pk", flat=True)) == waiting


def test_reviewer_sees_what_is_late(portal: Portal) -> None:
    edition = make_own(portal, "积压的办法")
    submit(portal.editor_a, edition)
    TaskState.objects.update(started_at=clock.now() - dt.timedelta(days=10))
    line = review_desk(portal.first, at=clock.now())[0].lines[0]
    assert line.is_late
    assert "已等 10 天" in line.note
    assert "已超期" in client_of(portal.first).get("/admin/").content.decode()
    PortalSettings.objects.create(site_id=portal.home.sites_rooted_here.get().pk, review_days=20)
    assert not review_desk(portal.first, at=clock.now())[0].lines[0].is_late


def test_desk_costs_the_same_with_more_on_it(portal: Portal) -> None:
    def ask() -> None:
        desk(User.objects.get(pk=portal.editor_a.pk))
        desk(User.objects.get(pk=portal.first.pk))

    fill(portal, "一号", portal.editor_a, portal.district_a)
    one = count_queries(ask)
    fill(portal, "二号", portal.editor_a, portal.district_a)
    fill(portal, "三号", portal.editor_a, portal.district_a)
    assert count_queries(ask) == one


def test_people_without_texts_have_no_desk(portal: Portal) -> None:
    person = make_user(Role.SECURITY_ADMIN, unit=portal.city)
    assert "工作台" not in client_of(person).get("/admin/").content.decode()
    assert "等我审核" in client_of(portal.final).get("/admin/").content.decode()
