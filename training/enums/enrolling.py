"""Enrollments and what happens to them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EnrollmentSource(models.TextChoices):
    """How an enrollment came about."""

    SELF = "self", _("自主报名")
    ASSIGNED = "assigned", _("组织指派")
    LIST = "list", _("名单导入")
    INVITATION = "invitation", _("邀请链接")
    RETRAINING = "retraining", _("重新培训")


class EnrollmentState(models.TextChoices):
    """Where an enrollment stands; overdue is no state but a date that has passed."""

    PENDING_UNIT = "pending_unit", _("待单位审核")
    PENDING_ORGANIZER = "pending_organizer", _("待主办方审核")
    WAITLISTED = "waitlisted", _("候补")
    ACTIVE = "active", _("在学")
    COMPLETED = "completed", _("已完成")
    WITHDRAWN = "withdrawn", _("已退出")
    REJECTED = "rejected", _("未通过审核")


# By oneself, or by a link one was given: windows and prerequisites count, and one may leave again.
BY_ONESELF = (EnrollmentSource.SELF, EnrollmentSource.INVITATION)

# Somebody has to approve it.
PENDING = (EnrollmentState.PENDING_UNIT, EnrollmentState.PENDING_ORGANIZER)

# Neither in nor refused.
WAITING = (*PENDING, EnrollmentState.WAITLISTED)

UNFINISHED = (*WAITING, EnrollmentState.ACTIVE)

# Over without a completion: the person may enroll again.
ENDED = (EnrollmentState.WITHDRAWN, EnrollmentState.REJECTED)

# What the boards count as enrolled.
COUNTED = (EnrollmentState.ACTIVE, EnrollmentState.COMPLETED)


class ChangeKind(models.TextChoices):
    """What happened to an enrollment; every change leaves one row."""

    ENROLLED = "enrolled", _("报名")
    APPROVED = "approved", _("审核通过")
    REJECTED = "rejected", _("审核不通过")
    WAITLISTED = "waitlisted", _("进入候补")
    PROMOTED = "promoted", _("候补转正")
    WITHDRAWN = "withdrawn", _("退出")
    TRANSFERRED = "transferred", _("转班")
    EXTENDED = "extended", _("延期")
    MOVED_VERSION = "moved_version", _("改学新版")
    MOVED_UNIT = "moved_unit", _("单位变动")
    COMPLETED = "completed", _("完成")
    REVOKED = "revoked", _("撤销完成")


class ListState(models.TextChoices):
    """The life of a list of people to be enrolled."""

    UPLOADED = "uploaded", _("待检查")
    CHECKED = "checked", _("待确认")
    CONFIRMED = "confirmed", _("导入中")
    DONE = "done", _("已完成")
    REFUSED = "refused", _("无法读取")
    CANCELED = "canceled", _("已放弃")


class RowOutcome(models.TextChoices):
    """What came of one row of a list."""

    READY = "ready", _("可以导入")
    ERROR = "error", _("有误")
    ALREADY = "already", _("已在册")
    ENROLLED = "enrolled", _("已报名")
    WAITLISTED = "waitlisted", _("进入候补")


class ExportState(models.TextChoices):
    """Where the export of a list stands."""

    WAITING = "waiting", _("等待")
    RUNNING = "running", _("正在生成")
    DONE = "done", _("已完成")
    REFUSED = "refused", _("已无权限")
    EXPIRED = "expired", _("已过期")


class ReminderKind(models.TextChoices):
    """What a learner is reminded of, or told was decided."""

    DUE_SOON = "due_soon", _("一周后截止")
    DUE_NEXT = "due_next", _("明天截止")
    OVERDUE = "overdue", _("已逾期")
    SESSION = "session", _("明天上课")
    PROMOTED = "promoted", _("候补转正")
    APPROVED = "approved", _("报名审核通过")
    WAITLISTED = "waitlisted", _("报名审核通过，名额已满，进入候补")
    REJECTED = "rejected", _("报名未通过审核")
