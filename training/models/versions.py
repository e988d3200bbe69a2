"""What people are bound to: a course as it stood when it was published. It outlives its pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import OrgUnit
from content.models import EditionPage
from training.enums import LessonKind, VersionPolicy
from training.models.courses import CoursePage, LessonPage


class Course(models.Model):
    """A course through all its versions. ``page`` is empty once the page was deleted."""

    page = models.OneToOneField(
        CoursePage, on_delete=models.SET_NULL, null=True, blank=True, related_name="course"
    )
    title = models.CharField(_("名称"), max_length=255)
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主办单位")
    )
    current = models.OneToOneField(
        "training.CourseVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("课程档案")
        verbose_name_plural = _("课程档案")

    def __str__(self) -> str:
        return self.title


class CourseVersion(models.Model):
    """Lessons, rules of completion and of hours, frozen. Never changed after it was made.

    ``rules`` holds ``required`` and ``elective`` (lesson keys), ``elective_minimum``, ``pass_score``;
    ``hours_rule`` the day and, by lesson key, the rule of hours that was in force with its source. ``digest``
    is over all there is to learn. ``policy`` comes from the editor's ``answer`` (``VersionedPage``).
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版次"))
    title = models.CharField(_("名称"), max_length=255)
    published_at = models.DateTimeField(_("发布时间"))
    policy = models.CharField(_("内容变动后"), max_length=8, choices=VersionPolicy.choices)
    retrain_by = models.DateField(_("补学或重新培训截止"), null=True, blank=True)
    study_days = models.PositiveSmallIntegerField(null=True, blank=True)
    rules: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(_("完成条件"))
    hours = models.DecimalField(_("学时"), max_digits=6, decimal_places=2)
    hours_rule: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(
        _("学时规则"), default=dict
    )
    digest = models.CharField(max_length=64)
    answer = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name = _("课程版本")
        verbose_name_plural = _("课程版本")
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="course_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="course_version_from_one"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="course_version_hours_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第{self.number}版"


class Lesson(models.Model):
    """A lesson through all versions of its course; ``key`` is the same in all of them."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    page = models.OneToOneField(
        LessonPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="lesson"
    )
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("课时档案")

    def __str__(self) -> str:
        return str(self.key)


class LessonVersion(models.Model):
    """A lesson as one version of its course has it.

    ``seconds`` is its length, ``needed_seconds`` what must be credited to complete it (0 where time is not
    what completes it). ``content`` is what is needed to show it again: body, file ids, edition and range of
    provisions with their text digest, paper id. Two lessons with the same ``digest`` are the same to learn.
    """

    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="lessons")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="versions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=LessonKind.choices)
    title = models.CharField(max_length=255)
    required = models.BooleanField(default=True)
    seconds = models.PositiveIntegerField(default=0)
    needed_seconds = models.PositiveIntegerField(default=0)
    hours = models.DecimalField(_("学时"), max_digits=6, decimal_places=2, default=0)
    content: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    # What a frozen lesson still needs cannot be deleted under those who study it.
    file = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    captions = models.ForeignKey(
        "wagtaildocs.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paper = models.ForeignKey(
        "training.Paper", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    edition = models.ForeignKey(
        EditionPage, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("课时版本")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "lesson"], name="lesson_once_per_version"),
            models.UniqueConstraint(fields=["version", "position"], name="lesson_position_once"),
            models.CheckConstraint(condition=Q(kind__in=LessonKind.values), name="lesson_version_kind_known"),
            models.CheckConstraint(
                condition=Q(needed_seconds__lte=F("seconds")), name="lesson_needs_no_more_than_it_has"
            ),
        ]

    def __str__(self) -> str:
        return self.title
