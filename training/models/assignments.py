"""Work on many enrollments at once: assigning people, applying what a new version asks. Resumed by cursor."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import OrgUnit
from training.models.classes import TrainingClass
from training.models.versions import CourseVersion


class AssignmentRun(models.Model):
    """One assignment (指派) to a course: the people of a subtree, of a rank and a role where these are given.

    It is done in slices by the person's id, each in one transaction with ``cursor``, the last id looked at:
    after a crash it goes on behind it. The numbers are people: ``seen`` were looked at, ``enrolled`` are new,
    ``attached`` took the course already and came into the class, ``waitlisted`` found no place; the rest
    takes the course already.
    """

    version = models.ForeignKey(
        CourseVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("课程版本")
    )
    klass = models.ForeignKey(
        TrainingClass,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("班次"),
    )
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name=_("单位范围"))
    rank = models.CharField(_("职级"), max_length=40, blank=True)
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices, blank=True)
    due_on = models.DateField(_("截止日期"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("指派时间"))
    total = models.PositiveIntegerField(_("符合条件"))
    cursor = models.BigIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    enrolled = models.PositiveIntegerField(_("新报名"), default=0)
    attached = models.PositiveIntegerField(_("入班"), default=0)
    waitlisted = models.PositiveIntegerField(_("候补"), default=0)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("指派")
        verbose_name_plural = _("指派")
        constraints = [
            models.CheckConstraint(
                condition=Q(role="") | Q(role__in=Role.values), name="assignment_role_known"
            ),
            models.CheckConstraint(
                condition=Q(seen__gte=F("enrolled") + F("attached")), name="assignment_numbers_add_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.unit}"


class RevisionRun(models.Model):
    """What a version asks of people who take or took an earlier one, being applied; one per version.

    In slices by the person's id, as assignments are. ``moved`` go on in the new version, ``retrained`` had
    completed and have a new enrollment.
    """

    version = models.OneToOneField(CourseVersion, on_delete=models.PROTECT, related_name="revision")
    at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    seen = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    retrained = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("新版本处理")

    def __str__(self) -> str:
        return f"{self.version}"
