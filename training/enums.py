"""Fixed vocabularies of training."""

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


class CourseNature(models.TextChoices):
    """Whether a course must be taken or may be chosen."""

    REQUIRED = "required", _("必修")
    ELECTIVE = "elective", _("选修")


class EnrollmentMode(models.TextChoices):
    """How people come into a course or class by themselves."""

    OPEN = "open", _("自主报名")
    APPROVAL = "approval", _("报名后审核")
    CLOSED = "closed", _("组织调训")


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


class VersionPolicy(models.TextChoices):
    """What the publication of a changed course means to people who already take or took it."""

    LEAVE = "leave", _("在学人员仍学原版")
    CHANGED = "changed", _("只补学有变动的课")
    RETRAIN = "retrain", _("全部重新培训")


class ClassState(models.TextChoices):
    """The life of a class."""

    DRAFT = "draft", _("筹备")
    OPEN = "open", _("报名中")
    RUNNING = "running", _("进行中")
    CLOSED = "closed", _("已结班")
    CANCELED = "canceled", _("已取消")


class ClassDocumentKind(models.TextChoices):
    """The papers of a class; it is not closed before all three are there (结班)."""

    PLAN = "plan", _("培训方案")
    CHECK_IN_SHEET = "check_in_sheet", _("签到表")
    FINAL_TIMETABLE = "final_timetable", _("最终课程表")
    OTHER = "other", _("其他")


class EventKind(models.TextChoices):
    """What the learning event log records."""

    ENROLLED = "enrolled", _("报名")
    LESSON_STARTED = "lesson_started", _("开始学习")
    LESSON_COMPLETED = "lesson_completed", _("学完一课")
    QUIZ_SUBMITTED = "quiz_submitted", _("交卷")
    ATTENDED = "attended", _("签到")
    EXTERNAL_RECORDED = "external_recorded", _("登记外部学习")
    COURSE_COMPLETED = "course_completed", _("完成课程")
    COMPLETION_REVOKED = "completion_revoked", _("撤销完成")
    FLAGGED = "flagged", _("学习异常")


class PlayEnding(models.TextChoices):
    """Why a play session is over."""

    SUPERSEDED = "superseded", _("已在其他页面或设备学习")
    SIGNED_OUT = "signed_out", _("已退出登录")


class Refusal(models.TextChoices):
    """Why watched time, or a whole heartbeat, was not counted; the words are what the learner is told."""

    TOO_FAST = "too_fast", _("上报的学习时间多于实际经过的时间（视频最快1.5倍速），多出的不计入。")
    OFFLINE_TOO_LONG = "offline_too_long", _("网络中断超过10分钟，超出的部分不计入。")
    OUTSIDE = "outside", _("超出本课时长的部分不计入。")
    SUPERSEDED = "superseded", _("已在其他页面或设备学习，本页不再计时。要在这里继续，请刷新页面。")
    SIGNED_OUT = "signed_out", _("已退出登录，本页不再计时。")
    EXPIRED = "expired", _("本页打开时间过长，请刷新页面后继续学习。")
    CLOSED = "closed", _("您已不在这门课程的学习名单中，不再计时。请联系培训管理员。")
    DISABLED = "disabled", _("账号已停用，不再计时。")
    BAD_TOKEN = "bad_token", _("学习凭证无效，请刷新页面。")
    BAD_REQUEST = "bad_request", _("计时数据不完整，请刷新页面。")
    BUSY = "busy", _("系统繁忙，计时数据已保存在本机，稍后自动补报。")


class FlagCode(models.TextChoices):
    """What about somebody's study a trainer should look at; it takes nothing from the learner."""

    TOO_FAST = "too_fast", _("上报的观看时间远多于实际经过的时间")
    OUTSIDE = "outside", _("上报了课时长度以外的位置")
    SWITCHING = "switching", _("频繁在多个页面或设备之间切换学习")


class TrainingAction(models.TextChoices):
    """Actions this package writes to the audit log."""

    VERSION_PUBLISHED = "training.version_published", _("发布课程版本")
    ENROLLED = "training.enrolled", _("代为报名")
    ASSIGNED = "training.assigned", _("组织指派")
    APPROVED = "training.approved", _("审核报名")
    WITHDRAWN = "training.withdrawn", _("退出培训")
    TRANSFERRED = "training.transferred", _("转班")
    EXTENDED = "training.extended", _("延期")
    COMPLETION_REVOKED = "training.completion_revoked", _("撤销完成")
    CLASS_SAVED = "training.class_saved", _("修改班次")
    CLASS_CLOSED = "training.class_closed", _("结班")
    LIST_IMPORTED = "training.list_imported", _("导入名单")
