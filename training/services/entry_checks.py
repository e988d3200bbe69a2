"""Who may come into a course or class now, and why not, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import OrgUnit, User
from common.refusals import words_of
from training.enums import BY_ONESELF, ClassState, EnrollmentMode, EnrollmentSource
from training.models import CourseVersion, Invitation, TrainingClass
from training.rules import may_manage, training_path
from training.selectors.enrolling import missing_prerequisites
from training.selectors.opening import is_over, is_within
from training.services.seats import EnrollmentError, check_filling, list_quotas, nearest_quota


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person's way into a course or class is made of."""

    learner: User
    version: CourseVersion
    klass: TrainingClass | None
    source: EnrollmentSource
    at: dt.datetime
    by: User
    due_on: dt.date | None
    invitation: Invitation | None = None

    @property
    def unit(self) -> OrgUnit | None:
        """The unit the enrollment will count for."""
        return self.learner.unit


def why_not(*, learner: User, version: CourseVersion, at: dt.datetime) -> str:
    """Why a person cannot enroll by themselves now, without a class, in words; empty where they can."""
    try:
        check_entry(Entry(learner, version, None, EnrollmentSource.SELF, at, learner, None))
    except EnrollmentError as error:
        return words_of(error)
    return ""


def check_entry(entry: Entry) -> None:
    """Refuse who may not come in now.

    Raises:
        EnrollmentError: with the reason in words.
    """
    if not entry.learner.is_active:
        raise EnrollmentError(_("该账号已停用，不能报名。"))
    if entry.klass is not None and entry.klass.version_id != entry.version.pk:
        raise EnrollmentError(_("该班次不是这一版课程的班次。"))
    if entry.klass is not None:
        check_filling(entry.klass.state)
    if entry.source == EnrollmentSource.SELF:
        check_window(entry)
    if entry.source == EnrollmentSource.INVITATION:
        check_invitation(entry)
    if entry.source in BY_ONESELF:
        missing = missing_prerequisites(learner=entry.learner, version=entry.version)
        if missing:
            raise EnrollmentError(_("请先完成先修课程：%(names)s。") % {"names": "、".join(missing)})


def check_reach(entry: Entry) -> None:
    """Refuse who enrolls people, or fills classes, outside the own subtree.

    Who does not manage the class may still fill the places its quotas keep for units of the own subtree.

    Raises:
        EnrollmentError: with the reason in words.
    """
    if entry.by.pk == entry.learner.pk or entry.source in BY_ONESELF:
        return
    if not may_manage(entry.by, entry.unit):
        raise EnrollmentError(_("只能为本单位及所属单位的人员报名。"))
    klass = entry.klass
    if klass is None or may_manage(entry.by, klass.unit):
        return
    path = training_path(entry.by) or ""
    quota = nearest_quota(list_quotas(klass.pk), entry.unit)
    if quota is None or not quota.unit.path.startswith(path):
        raise EnrollmentError(_("该班次不由本单位主办，也没有给本单位的名额。"))


def check_window(entry: Entry) -> None:
    """Refuse enrolling by oneself outside of the window, in what is not open, or in another unit's class."""
    if entry.klass is not None:
        _check_class_window(entry.klass, entry)
        return
    page = entry.version.course.page
    if page is None or not page.live or entry.version.course.current_id != entry.version.pk:
        raise EnrollmentError(_("该课程现在不开放报名。"))
    _check_mode(page.enrollment_mode)
    _check_times(page.enroll_from, page.enroll_until, entry.at)


def _check_class_window(klass: TrainingClass, entry: Entry) -> None:
    if klass.state != ClassState.OPEN:
        raise EnrollmentError(_("该班次现在不接受报名。"))
    _check_mode(klass.enrollment_mode)
    _check_times(klass.enroll_from, klass.enroll_until, entry.at)
    if is_over(klass, at=entry.at):
        raise EnrollmentError(_("该班次的培训日期已过。"))
    if entry.unit is None or not entry.unit.path.startswith(klass.unit.path):
        raise EnrollmentError(_("该班次面向主办单位及其所属单位的人员。"))


def _check_mode(mode: str) -> None:
    if mode == EnrollmentMode.CLOSED:
        raise EnrollmentError(_("由组织调训，不接受自主报名。"))


def _check_times(start: dt.datetime | None, end: dt.datetime | None, at: dt.datetime) -> None:
    if start is not None and at < start:
        raise EnrollmentError(_("报名尚未开始。"))
    if not is_within(start, end, at):
        raise EnrollmentError(_("报名已经截止。"))


def check_invitation(entry: Entry) -> None:
    """Refuse a link that is over, used up, of something else, or for people of another unit."""
    invitation = entry.invitation
    klass_id = entry.klass.pk if entry.klass is not None else None
    if (
        invitation is None
        or invitation.revoked_at is not None
        or (invitation.version_id, invitation.klass_id) != (entry.version.pk, klass_id)
    ):
        raise EnrollmentError(_("邀请链接无效。"))
    if invitation.expires_at <= entry.at:
        raise EnrollmentError(_("邀请链接已过期。"))
    if invitation.uses_left == 0:
        raise EnrollmentError(_("邀请链接的使用次数已用完。"))
    if invitation.unit is not None and not (
        entry.unit is not None and entry.unit.path.startswith(invitation.unit.path)
    ):
        raise EnrollmentError(_("邀请链接只限“%(unit)s”及所属单位的人员使用。") % {"unit": invitation.unit})
