"""Study: the event log, play sessions, why time was not counted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
