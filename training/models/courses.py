"""Courses and lessons as pages: drafts, reviews, preview and search are Wagtail's."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from content.models import BasePage, EditionPage, NamedItem
from content.models.material import BODY_FEATURES
from training.enums import CourseNature, EnrollmentMode, LessonKind, VersionPolicy
from training.panels import VersionPanel


class VersionedPage(BasePage):
    """A page that is part of a course: its publication may make a version people are bound to.

    It carries what the editor answered when asked what the change means to people already enrolled.
    ``policy_for`` is the number of the version the answer was given for: an answer is used for one
    version and never again, so an old one cannot send people back to school (``services.versioning``).
    """

    version_policy = models.CharField(
        _("内容变动后"), max_length=8, choices=VersionPolicy.choices, default=VersionPolicy.LEAVE
    )
    retrain_by = models.DateField(_("补学或重新培训截止"), null=True, blank=True)
    policy_for = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def answer(self) -> str:
        """What tells this answer from every other; "" where nobody was asked."""
        return f"{self.pk}:{self.policy_for}" if self.policy_for else ""


class CourseIndexPage(BasePage):
    """The catalogue of courses."""

    introduction = models.TextField(_("导语"), blank=True)
    in_navigation = True
    max_count = 1
    parent_page_types = ["content.HomePage"]
    subpage_types = ["training.CoursePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("培训课程栏目")


class CoursePage(VersionedPage):
    """A course as it is described and edited. What people take is one of its versions (``CourseVersion``).

    The lessons are its live child pages in the order of the tree.
    """

    nature = models.CharField(
        _("性质"), max_length=8, choices=CourseNature.choices, default=CourseNature.ELECTIVE
    )
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    body = RichTextField(_("课程介绍"), blank=True, features=BODY_FEATURES)
    issued_on = models.DateField(_("日期"))
    enrollment_mode = models.CharField(
        _("报名方式"), max_length=8, choices=EnrollmentMode.choices, default=EnrollmentMode.OPEN
    )
    enroll_from = models.DateTimeField(_("报名开始"), null=True, blank=True)
    enroll_until = models.DateTimeField(_("报名截止"), null=True, blank=True)
    study_days = models.PositiveSmallIntegerField(
        _("学习期限（天）"), null=True, blank=True, help_text=_("自报名之日起算；留空表示不限。")
    )
    pass_score = models.PositiveSmallIntegerField(
        _("测验及格分"), default=60, validators=[MaxValueValidator(100)], help_text=_("百分制。")
    )
    elective_lessons = models.PositiveSmallIntegerField(
        _("选学课至少完成（课）"), default=0, help_text=_("除必学课外，还要完成几课选学课。")
    )
    basis = models.TextField(_("依据条文"), blank=True, help_text=_("每行一条引用。"))

    parent_page_types = ["training.CourseIndexPage"]
    subpage_types = ["training.LessonPage"]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("nature"), FieldPanel("issued_on")]),
                FieldPanel("summary"),
                FieldPanel("body"),
            ],
            _("课程信息"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("enrollment_mode"), FieldPanel("study_days")]),
                FieldRowPanel([FieldPanel("enroll_from"), FieldPanel("enroll_until")]),
                InlinePanel("prerequisites", heading=_("先修课程"), label=_("课程")),
            ],
            _("报名"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("pass_score"), FieldPanel("elective_lessons")])], _("完成条件")
        ),
        VersionPanel(),
        InlinePanel("items", heading=_("对应的纪律要求"), label=_("条目")),
        FieldPanel("basis"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("课程")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nature__in=CourseNature.values)
                & models.Q(enrollment_mode__in=EnrollmentMode.values)
                & models.Q(version_policy__in=VersionPolicy.values),
                name="course_vocabularies",
            ),
            models.CheckConstraint(condition=models.Q(pass_score__lte=100), name="course_pass_score_percent"),
        ]

    def clean(self) -> None:
        super().clean()
        if self.enroll_from and self.enroll_until and self.enroll_until <= self.enroll_from:
            raise ValidationError({"enroll_until": _("报名截止必须晚于报名开始。")})


class CoursePrerequisite(Orderable):
    """A course to be completed before."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    required = models.ForeignKey(
        CoursePage, on_delete=models.CASCADE, related_name="+", verbose_name=_("先修课程")
    )

    panels = [PageChooserPanel("required")]

    class Meta(Orderable.Meta):
        verbose_name = _("先修课程")
        constraints = [
            models.UniqueConstraint(fields=["page", "required"], name="course_prerequisite_once"),
            models.CheckConstraint(
                condition=~models.Q(page=models.F("required")), name="course_not_its_own_prerequisite"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.required_id}"


class CourseItem(NamedItem):
    """An item of a prohibition list a course teaches."""

    page = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="items")

    class Meta(NamedItem.Meta):
        verbose_name = _("对应的条目")
        constraints = [
            models.UniqueConstraint(fields=["page", "target_list", "target_number"], name="course_item_once")
        ]


class LessonPage(VersionedPage):
    """One lesson of a course. ``basis`` and body are searched for citations on publication."""

    kind = models.CharField(_("形式"), max_length=12, choices=LessonKind.choices, default=LessonKind.ARTICLE)
    required = models.BooleanField(_("必学"), default=True)
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    body = RichTextField(_("正文"), blank=True, features=BODY_FEATURES)
    file = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("文件"),
        help_text=_("视频（MP4）、课件或文档（PDF）。"),
    )
    captions = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("字幕（WebVTT）"),
    )
    seconds = models.PositiveIntegerField(
        _("时长（秒）"), default=0, help_text=_("视频的长度；其他形式为学习所需的时间，0 表示按字数算。")
    )
    threshold = models.PositiveSmallIntegerField(
        _("完成比例（%）"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("学到时长的这一比例即为完成。"),
    )
    edition = models.ForeignKey(
        EditionPage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("规则版本"),
    )
    first_eid = models.CharField(_("起始条文"), max_length=80, blank=True, help_text=_("例如 art-3。"))
    last_eid = models.CharField(_("末尾条文"), max_length=80, blank=True, help_text=_("留空只读一条。"))
    reread = models.BooleanField(_("新版规则须重读"), default=False)
    paper = models.ForeignKey(
        "training.Paper",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("试卷"),
    )
    basis = models.TextField(_("依据条文"), blank=True, help_text=_("每行一条引用。"))

    # Whoever may read the course may read what it consists of: access is set on the course.
    private_page_options: ClassVar[list[str]] = []
    parent_page_types = ["training.CoursePage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        VersionPanel(),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("required")]),
                FieldRowPanel([FieldPanel("seconds"), FieldPanel("threshold")]),
                FieldPanel("summary"),
            ],
            _("课时信息"),
        ),
        FieldPanel("body"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("file"), FieldPanel("captions")])], _("视频或课件")),
        MultiFieldPanel(
            [
                PageChooserPanel("edition"),
                FieldRowPanel([FieldPanel("first_eid"), FieldPanel("last_eid")]),
                FieldPanel("reread"),
            ],
            _("读规则"),
        ),
        FieldPanel("paper"),
        InlinePanel("items", heading=_("对应的纪律要求"), label=_("条目")),
        FieldPanel("basis"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary")]

    class Meta:
        verbose_name = _("课时")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=LessonKind.values), name="lesson_kind_known"),
            models.CheckConstraint(
                condition=models.Q(threshold__gte=1, threshold__lte=100), name="lesson_threshold_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(version_policy__in=VersionPolicy.values), name="lesson_policy_known"
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.kind in (LessonKind.VIDEO, LessonKind.DOCUMENT) and self.file_id is None:
            raise ValidationError({"file": _("视频和课件文档必须选择文件。")})
        if self.kind == LessonKind.VIDEO and not self.seconds:
            raise ValidationError({"seconds": _("请填写视频的长度。")})
        if self.kind == LessonKind.DOCUMENT and not self.seconds:
            raise ValidationError({"seconds": _("请填写看完课件文档所需的时间。")})
        if self.kind == LessonKind.RULE_READING and (self.edition_id is None or not self.first_eid):
            raise ValidationError({"edition": _("请选择规则版本和起始条文。")})
        if self.kind == LessonKind.QUIZ and self.paper_id is None:
            raise ValidationError({"paper": _("请选择试卷。")})


class LessonItem(NamedItem):
    """An item of a prohibition list a lesson teaches."""

    page = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="items")

    class Meta(NamedItem.Meta):
        verbose_name = _("对应的条目")
        constraints = [
            models.UniqueConstraint(fields=["page", "target_list", "target_number"], name="lesson_item_once")
        ]
