"""Classes, attendance, close-out."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClassState(models.TextChoices):
    """The life of a class."""

    DRAFT = "draft", _("筹备")
    OPEN = "open", _("报名中")
    RUNNING = "running", _("进行中")
    CLOSED = "closed", _("已结班")
    CANCELED = "canceled", _("已取消")


# A class that is over or called off takes nobody, not even from its waitlist.
FILLING = (ClassState.DRAFT, ClassState.OPEN, ClassState.RUNNING)


class ClassDocumentKind(models.TextChoices):
    """The papers of a class; it is not closed before all three are there (结班)."""

    PLAN = "plan", _("培训方案")
    CHECK_IN_SHEET = "check_in_sheet", _("签到表")
    FINAL_TIMETABLE = "final_timetable", _("最终课程表")
    OTHER = "other", _("其他")


class AttendanceOutcome(models.TextChoices):
    """What is known of a person and one line of the timetable."""

    PRESENT = "present", _("到课")
    LEAVE = "leave", _("请假")
    ABSENT = "absent", _("缺席")


class AttendanceWay(models.TextChoices):
    """How an attendance came to be recorded."""

    QR = "qr", _("扫码")
    HAND = "hand", _("手工登记")
    LIST = "list", _("按名单登记")
    EXTERNAL = "external", _("外部记录")


class AttendanceFlag(models.TextChoices):
    """What a trainer should look at; never a refusal."""

    SHARED_DEVICE = "shared_device", _("同一设备为多人签到")
    LATE = "late", _("迟到")


class ClassStanding(models.TextChoices):
    """What came of a person in a class when it was closed."""

    MET = "met", _("出勤合格")
    SHORT = "short", _("出勤不足")
    LEFT = "left", _("缺课超过规定，按退学处理")


class PeopleAction(models.TextChoices):
    """What a trainer does to people chosen from a roster."""

    APPROVE = "approve", _("审核通过")
    REJECT = "reject", _("审核不通过")
    WITHDRAW = "withdraw", _("退出")
    TRANSFER = "transfer", _("转班")
    EXTEND = "extend", _("延期")
