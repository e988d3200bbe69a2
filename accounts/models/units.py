"""The organisation tree: cities, counties, townships, villages, departments, schools, companies."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from accounts.enums import CodeScheme, UnitKind
from accounts.querysets import OrgUnitManager
from accounts.rules import is_division_code


class OrgUnit(MP_Node):
    """A unit as it was called during one period.

    A unit that gets another name or code keeps its row, with an end of validity; the successor is a new
    row that points back. So a record filed during a campaign still shows the name of its time. Names
    repeat between counties: a name is no key.
    """

    code = models.CharField(_("代码"), max_length=32, blank=True, default="", db_index=True)
    code_scheme = models.CharField(
        _("代码类别"), max_length=16, choices=CodeScheme, default=CodeScheme.DIVISION
    )
    name = models.CharField(_("名称"), max_length=120, db_index=True)
    kind = models.CharField(_("类别"), max_length=16, choices=UnitKind, default=UnitKind.OTHER)
    valid_from = models.DateField(_("启用日期"), null=True, blank=True, help_text=_("留空表示起始日期不详"))
    valid_to = models.DateField(
        _("停用日期"), null=True, blank=True, help_text=_("自该日起不再使用；留空表示仍在使用")
    )
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("前身单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
    )

    objects = OrgUnitManager()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        constraints = [
            models.UniqueConstraint(
                fields=["code_scheme", "code"],
                condition=~Q(code="") & Q(valid_to__isnull=True),
                name="orgunit_code_unique_while_valid",
                violation_error_message=_("该代码已被另一个在用单位使用。"),
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="orgunit_valid_to_after_from",
                violation_error_message=_("停用日期必须晚于启用日期。"),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="orgunit_name_not_empty",
                violation_error_message=_("名称不能为空。"),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=UnitKind.values) & Q(code_scheme__in=CodeScheme.values),
                name="orgunit_vocabularies",
                violation_error_message=_("单位类别或代码类别无效。"),
            ),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=True) | ~Q(predecessor=F("id")),
                name="orgunit_not_its_own_predecessor",
                violation_error_message=_("单位不能是自己的前身。"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a division code that is not six, nine or twelve digits (GB/T 2260, GB/T 10114)."""
        super().clean()
        if self.code and self.code_scheme == CodeScheme.DIVISION and not is_division_code(self.code):
            raise ValidationError({"code": _("行政区划代码应为6、9或12位数字。")})
