"""Fixed vocabularies of people, units and the audit log."""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What an organisation unit is."""

    CITY = "city", _("市")
    COUNTY = "county", _("区县")
    TOWNSHIP = "township", _("乡镇街道")
    VILLAGE = "village", _("村（社区）")
    DEPARTMENT = "department", _("部门")
    SCHOOL = "school", _("学校")
    COMPANY = "company", _("企业")
    OTHER = "other", _("其他")


class CodeScheme(models.TextChoices):
    """Who gave a unit its code."""

    DIVISION = "division", _("行政区划代码")
    OWN = "own", _("自编代码")


class Role(models.TextChoices):
    """What a person may do; each role is one Django group named by the label."""

    READER = "reader", _("读者")
    TRAINER = "trainer", _("培训管理员")
    EDITOR = "editor", _("编辑")
    FIRST_REVIEWER = "first_reviewer", _("初审")
    SECOND_REVIEWER = "second_reviewer", _("复审")
    FINAL_REVIEWER = "final_reviewer", _("终审")
    DISTRICT_ADMIN = "district_admin", _("区县管理员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")

    @property
    def group_name(self) -> str:
        """Name of the Django group that carries this role."""
        return ROLE_GROUP_NAMES[self]


# Stored in the database, hence not translated.
ROLE_GROUP_NAMES: dict[Role, str] = {
    Role.READER: "读者",
    Role.TRAINER: "培训管理员",
    Role.EDITOR: "编辑",
    Role.FIRST_REVIEWER: "初审",
    Role.SECOND_REVIEWER: "复审",
    Role.FINAL_REVIEWER: "终审",
    Role.DISTRICT_ADMIN: "区县管理员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}


class AuditAction(models.TextChoices):
    """Actions this package writes to the audit log; other packages add their own (``ACTION_NAMES``)."""

    SIGN_IN = "accounts.sign_in", _("登录")
    SIGN_IN_FAILED = "accounts.sign_in_failed", _("登录失败")
    LOCKED_OUT = "accounts.locked_out", _("账号锁定")
    SIGN_OUT = "accounts.sign_out", _("退出")
    SESSION_EXPIRED = "accounts.session_expired", _("会话超时")
    PASSWORD_CHANGED = "accounts.password_changed", _("修改密码")
    PASSWORD_RESET = "accounts.password_reset", _("重置密码")
    USER_CREATED = "accounts.user_created", _("新建账号")
    USER_CHANGED = "accounts.user_changed", _("修改账号")
    USER_DISABLED = "accounts.user_disabled", _("停用账号")
    USER_ENABLED = "accounts.user_enabled", _("启用账号")
    USER_DELETED = "accounts.user_deleted", _("删除账号")
    ROLE_GRANTED = "accounts.role_granted", _("授予角色")
    ROLE_REVOKED = "accounts.role_revoked", _("撤销角色")
    UNITS_IMPORTED = "accounts.units_imported", _("导入单位")


# The words of every action; a package that writes actions of its own adds them when it starts.
ACTION_NAMES: dict[str, str | Promise] = dict(AuditAction.choices)
