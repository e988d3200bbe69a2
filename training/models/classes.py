"""Classes (班次): a course given to a group in a period, with places and a timetable."""

from __future__ import annotations

import uuid
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrgUnit
from training.enums import ClassDocumentKind, ClassState, EnrollmentMode
from training.models.versions import CourseVersion, LessonVersion


class TrainingClass(models.Model):
    """A class. ``taken`` counts the enrollments that hold a place; only the seat service changes it."""

    version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, related_name="classes", verbose_name=_("课程版本")
    )
    name = models.CharField(_("班次名称"), max_length=120)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("主办单位"))
    state = models.CharField(_("状态"), max_length=8, choices=ClassState.choices, default=ClassState.DRAFT)
    enrollment_mode = models.CharField(
        _("报名方式"), max_length=8, choices=EnrollmentMode.choices, default=EnrollmentMode.OPEN
    )
    starts_on = models.DateField(_("开班日期"))
    ends_on = models.DateField(_("结束日期"))
    enroll_from = models.DateTimeField(_("报名开始"), null=True, blank=True)
    enroll_until = models.DateTimeField(_("报名截止"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=120, blank=True)
    note = models.TextField(_("须知"), blank=True)
    capacity = models.PositiveIntegerField(_("名额"))
    taken = models.PositiveIntegerField(_("已占名额"), default=0, editable=False)
    closed_at = models.DateTimeField(_("结班时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("班次")
        verbose_name_plural = _("班次")
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="class_never_oversold"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="class_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state__in=ClassState.values) & Q(enrollment_mode__in=EnrollmentMode.values),
                name="class_vocabularies",
            ),
            models.CheckConstraint(
                condition=Q(state=ClassState.CLOSED, closed_at__isnull=False)
                | (~Q(state=ClassState.CLOSED) & Q(closed_at__isnull=True)),
                name="class_closed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitQuota(models.Model):
    """Places of a class kept for the people of one unit's subtree; nobody of it takes another place."""

    klass = models.ForeignKey(
        TrainingClass, on_delete=models.CASCADE, related_name="quotas", verbose_name=_("班次")
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    places = models.PositiveIntegerField(_("名额"))
    taken = models.PositiveIntegerField(_("已占名额"), default=0, editable=False)

    class Meta:
        verbose_name = _("单位名额")
        constraints = [
            models.UniqueConstraint(fields=["klass", "unit"], name="unit_quota_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="unit_quota_never_oversold"),
        ]

    def __str__(self) -> str:
        return f"{self.klass_id} {self.unit_id} {self.taken}/{self.places}"


class ClassSession(models.Model):
    """One line of the timetable; what people check in to."""

    klass = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="sessions")
    lesson = models.ForeignKey(
        LessonVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("课时"),
    )
    title = models.CharField(_("内容"), max_length=120)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    teacher = models.CharField(_("主讲"), max_length=60, blank=True)
    hours = models.DecimalField(_("学时"), max_digits=5, decimal_places=2, default=0)
    networks = models.CharField(
        _("签到网段"), max_length=200, blank=True, help_text=_("留空不限；写成 10.1.2.0/24，以逗号分开。")
    )
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text="iCalendar SEQUENCE")

    class Meta:
        verbose_name = _("课程表")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start")
        ]

    def __str__(self) -> str:
        return self.title


def class_file_name(_document: Any, filename: str) -> str:
    """Where a paper is stored: the name says nothing, and no address leads there."""
    return f"class_documents/{uuid.uuid4().hex}{PurePosixPath(filename).suffix.lower()[:8]}"


class ClassDocument(models.Model):
    """A paper of a class. Not in the library of documents: only those who manage the class open it."""

    klass = models.ForeignKey(TrainingClass, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("种类"), max_length=16, choices=ClassDocumentKind.choices)
    file = models.FileField(_("文件"), upload_to=class_file_name, max_length=120)
    name = models.CharField(_("文件名"), max_length=160)
    size = models.PositiveIntegerField(_("大小"))
    digest = models.CharField(max_length=64, help_text="sha256 of the content")
    added_at = models.DateTimeField(_("上传时间"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("班级资料")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ClassDocumentKind.values), name="class_document_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class Invitation(models.Model):
    """A link that lets whoever has it and an account into a class, or into a course without one."""

    token = models.CharField(max_length=64, unique=True)
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+")
    klass = models.ForeignKey(
        TrainingClass, on_delete=models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    unit = models.ForeignKey(
        OrgUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("限于单位"),
    )
    expires_at = models.DateTimeField(_("有效至"))
    uses_left = models.PositiveIntegerField(_("剩余次数"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("邀请链接")

    def __str__(self) -> str:
        return f"{self.version_id} {self.klass_id or ''}"
