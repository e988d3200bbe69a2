"""What a course is, and how people come into it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LessonKind(models.TextChoices):
    """What a learner does in a lesson."""

    ARTICLE = "article", _("文章")
    RULE_READING = "rule_reading", _("读规则")
    VIDEO = "video", _("视频")
    DOCUMENT = "document", _("课件文档")
    QUIZ = "quiz", _("测验")
    SESSION = "session", _("面授")
    EXTERNAL = "external", _("外部学习记录")


# Completed by time at the page; the other kinds by a paper, a check-in, a record.
TIMED = frozenset({LessonKind.ARTICLE, LessonKind.RULE_READING, LessonKind.VIDEO, LessonKind.DOCUMENT})


class CourseNature(models.TextChoices):
    """Whether a course must be taken or may be chosen."""

    REQUIRED = "required", _("必修")
    ELECTIVE = "elective", _("选修")


class EnrollmentMode(models.TextChoices):
    """How people come into a course or class by themselves."""

    OPEN = "open", _("自主报名")
    APPROVAL = "approval", _("报名后审核")
    CLOSED = "closed", _("组织调训")


class VersionPolicy(models.TextChoices):
    """What the publication of a changed course means to people who already take or took it."""

    LEAVE = "leave", _("在学人员仍学原版")
    CHANGED = "changed", _("只补学有变动的课")
    RETRAIN = "retrain", _("全部重新培训")
