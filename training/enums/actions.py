"""Actions this package writes to the audit log."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


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
    PLACES_REPAIRED = "training.places_repaired", _("修复班次名额统计")
    CREDIT_REVERSED = "training.credit_reversed", _("冲销学时")
    DECLARATION_DECIDED = "training.declaration_decided", _("审核学时申报")
    EVIDENCE_OPENED = "training.evidence_opened", _("查看学时证明材料")
    LEAVE_RECORDED = "training.leave_recorded", _("登记请假")
    HOURS_TABLE_CHANGED = "training.hours_table_changed", _("修改学时规则或目标")
