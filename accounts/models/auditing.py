"""The audit log: who did what, when, from where. Records are added, never changed."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import ACTION_NAMES
from accounts.querysets import AuditEntryQuerySet, AuditLogIsAppendOnlyError


class AuditEntry(models.Model):
    """One event. It outlives the account and the object it names, so it holds no foreign key.

    Triggers in the database (accounts.triggers) refuse UPDATE, DELETE and REPLACE as well.
    """

    action = models.CharField(_("操作"), max_length=64, db_index=True)
    actor_id = models.BigIntegerField(_("操作人编号"), null=True, blank=True, db_index=True)
    actor_label = models.CharField(_("操作人"), max_length=200, blank=True, default="")
    at = models.DateTimeField(_("时间"), db_index=True)
    address = models.CharField(_("地址"), max_length=45, blank=True, default="")
    target_type = models.CharField(_("对象类型"), max_length=100, blank=True, default="")
    target_id = models.CharField(_("对象编号"), max_length=64, blank=True, default="")
    target_label = models.CharField(_("对象"), max_length=255, blank=True, default="")
    data = models.JSONField(_("详情"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("审计记录")
        verbose_name_plural = _("审计记录")
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["target_type", "target_id"], name="auditentry_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action_label} {self.actor_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the record.

        Raises:
            AuditLogIsAppendOnlyError: the record is already in the log.
        """
        if self.pk is not None:
            raise AuditLogIsAppendOnlyError("audit records cannot be changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse.

        Raises:
            AuditLogIsAppendOnlyError: always.
        """
        raise AuditLogIsAppendOnlyError("audit records cannot be deleted")

    @property
    def action_label(self) -> str:
        """The action in words; one that nobody has named is shown as it is stored."""
        return str(ACTION_NAMES.get(self.action, self.action))
