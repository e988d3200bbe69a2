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
    LIST = "list", _("名单导入")
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


class ReminderKind(models.TextChoices):
    """What a learner is reminded of."""

    DUE_SOON = "due_soon", _("一周后截止")
    DUE_NEXT = "due_next", _("明天截止")
    OVERDUE = "overdue", _("已逾期")
    SESSION = "session", _("明天上课")


class ExportState(models.TextChoices):
    """Where the export of a list stands."""

    WAITING = "waiting", _("等待")
    RUNNING = "running", _("正在生成")
    DONE = "done", _("已完成")
    REFUSED = "refused", _("已无权限")
    EXPIRED = "expired", _("已过期")


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
    CLASS_STATE_CHANGED = "training.class_state_changed", _("变更班次状态")
    TIMETABLE_CHANGED = "training.timetable_changed", _("修改课程表")
    CLASS_DOCUMENT_ADDED = "training.class_document_added", _("上传班级资料")
    CLASS_DOCUMENT_REMOVED = "training.class_document_removed", _("删除班级资料")
    INVITATION_CREATED = "training.invitation_created", _("生成邀请链接")
    INVITATION_REVOKED = "training.invitation_revoked", _("停用邀请链接")
    ATTENDANCE_CHANGED = "training.attendance_changed", _("登记或更正考勤")
    CLASS_CLOSED = "training.class_closed", _("结班")
    CERTIFICATE_REVOKED = "training.certificate_revoked", _("撤销证书")
    LIST_IMPORTED = "training.list_imported", _("导入名单")
    ITEMS_IMPORTED = "training.items_imported", _("导入试题")
    LIST_EXPORTED = "training.list_exported", _("导出名单")
    EXPORT_DOWNLOADED = "training.export_downloaded", _("下载导出的名单")
    COUNTS_REPAIRED = "training.counts_repaired", _("修复完成情况统计")
    CREDIT_REVERSED = "training.credit_reversed", _("冲销学时")
    DECLARATION_DECIDED = "training.declaration_decided", _("审核学时申报")
    EVIDENCE_OPENED = "training.evidence_opened", _("查看学时证明材料")
    LEAVE_RECORDED = "training.leave_recorded", _("登记请假")
    HOURS_TABLE_CHANGED = "training.hours_table_changed", _("修改学时规则或目标")


class HourSource(models.TextChoices):
    """Where hours come from; the rule tables say how many."""

    ONLINE = "online", _("网络课程")
    CLASS = "class", _("培训班次")
    OFFLINE = "offline", _("脱产培训（本地）")
    OUT_OF_TOWN = "out_of_town", _("外出培训")
    ABROAD = "abroad", _("出国（境）培训")
    TEACHING = "teaching", _("授课")
    PAPER = "paper", _("调研文章")
    STUDY_GROUP = "study_group", _("中心组学习")
    OTHER = "other", _("其他学习")


# What a learner declares; the others are credited by the portal.
DECLARABLE = (
    HourSource.OFFLINE,
    HourSource.OUT_OF_TOWN,
    HourSource.ABROAD,
    HourSource.TEACHING,
    HourSource.PAPER,
    HourSource.STUDY_GROUP,
    HourSource.OTHER,
)


class HourCategory(models.TextChoices):
    """The counter hours are added to."""

    CONCENTRATED = "concentrated", _("集中培训")
    ONLINE = "online", _("网络培训")


class HourBasis(models.TextChoices):
    """What the figure of a rule is multiplied with."""

    LENGTH = "length", _("按时长分档")
    ONCE = "once", _("每次固定")
    DAY = "day", _("每天")
    HALF_DAY = "half_day", _("每半天")
    HOUR = "hour", _("每学时")


# What a learner may state in a declaration.
MEASURES = (HourBasis.DAY, HourBasis.HALF_DAY, HourBasis.HOUR, HourBasis.ONCE)


# What stands behind an amount.
MEASURE_UNITS = {
    HourBasis.DAY: _("天"),
    HourBasis.HALF_DAY: _("个半天"),
    HourBasis.HOUR: _("学时"),
    HourBasis.ONCE: _("次"),
}


class TableState(models.TextChoices):
    """The life of a rule or target table: what was in force is never edited, a new version replaces it."""

    DRAFT = "draft", _("草稿")
    IN_FORCE = "in_force", _("启用")
    EXAMPLE = "example", _("示例（不启用）")


class TargetPeriod(models.TextChoices):
    """For which time a target is set."""

    YEAR = "year", _("每年")
    FIVE_YEARS = "five_years", _("每五年")


class TargetCategory(models.TextChoices):
    """Which hours count towards a target."""

    CONCENTRATED = "concentrated", _("集中培训")
    ONLINE = "online", _("网络培训")
    REQUIRED = "required", _("必修")
    TOTAL = "total", _("合计")


class DeclarationState(models.TextChoices):
    """Where a declaration of hours stands."""

    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("已退回")
    APPROVED = "approved", _("已认定")
    WITHDRAWN = "withdrawn", _("已撤回")
    REVOKED = "revoked", _("已撤销认定")


# Those that stand for hours, or may yet: none other may be declared for the same.
STANDING_DECLARATIONS = (DeclarationState.SUBMITTED, DeclarationState.APPROVED)


class ItemKind(models.TextChoices):
    """How a quiz item is answered."""

    SINGLE = "single", _("单选题")
    MULTIPLE = "multiple", _("多选题")
    TRUE_FALSE = "true_false", _("判断题")
    FILL_IN = "fill_in", _("填空题")
    ORDERED = "ordered", _("排序题")


class Difficulty(models.IntegerChoices):
    """How hard an item is meant to be; what it turned out to be is in the item analysis."""

    EASY = 1, _("容易")
    MEDIUM = 2, _("适中")
    HARD = 3, _("较难")


class PaperKind(models.TextChoices):
    """Where the items of a paper come from."""

    FIXED = "fixed", _("固定题目")
    DRAWN = "drawn", _("随机抽题")


class ReviewPolicy(models.TextChoices):
    """When a learner sees the right answers and explanations of a paper."""

    IMMEDIATELY = "immediately", _("交卷后")
    AFTER_PASSING = "after_passing", _("及格后")
    AFTER_DEADLINE = "after_deadline", _("考试截止后")
    NEVER = "never", _("不公布")


class AttemptEnd(models.TextChoices):
    """How an attempt ended."""

    SUBMITTED = "submitted", _("交卷")
    TIME_UP = "time_up", _("到时收卷")
