"""The organisation tree in memory while lists of units are brought in."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.enums import UnitKind
from accounts.models import OrgUnit
from accounts.services.unit_rows import UnitRow
from accounts.services.units import hand_over, place_unit


class UnitDirectory:
    """Finds the unit a row speaks of, and writes the row into the tree.

    Read once for a whole file: a row then costs only its own writes.
    """

    def __init__(self, root: OrgUnit | None) -> None:
        self._root_pk = root.pk if root is not None else None
        self._open: dict[str, OrgUnit] = {}
        self._ended: dict[str, list[OrgUnit]] = {}
        self._by_path: dict[str, OrgUnit] = {}
        self._root: OrgUnit | None = root

    def reload(self) -> None:
        """Read the tree again, after moves have changed the paths."""
        self._open, self._ended, self._by_path = {}, {}, {}
        for unit in OrgUnit.objects.all():
            self._remember(unit)

    def match(self, row: UnitRow) -> OrgUnit | None:
        """The stored unit a row speaks of, or None for a new one.

        Raises:
            ValidationError: the row contradicts what is stored.
        """
        for unit in self._ended.get(row.code, []):
            if unit.valid_to == row.valid_to:
                return unit
        current = self._open.get(row.code)
        if current is None:
            self._refuse_ended(row)
            return None
        if current.code_scheme != row.code_scheme:
            raise ValidationError({"code": _("该代码已用于另一类别的单位。")})
        if current.name == row.name:
            return current
        if row.valid_from is None or (current.valid_from and row.valid_from <= current.valid_from):
            raise ValidationError(
                {
                    "name": _("代码相同的单位名为“%(name)s”；如已更名，请在 valid_from 列填写更名日期。")
                    % {"name": current.name}
                }
            )
        return None  # the same code under a new name: a successor

    def fill(self, unit: OrgUnit, row: UnitRow) -> None:
        """Write what the row gives onto a unit; an existing period is not silently changed.

        Raises:
            ValidationError: an unknown parent or predecessor, or another period than stored.
        """
        is_new = unit.pk is None
        if is_new:
            unit.code, unit.name, unit.code_scheme = row.code, row.name, row.code_scheme
            unit.kind = row.kind or UnitKind.OTHER
        elif unit.name != row.name:
            raise ValidationError({"name": _("与已停用单位的名称“%(name)s”不符。") % {"name": unit.name}})
        for field in ("valid_from", "valid_to"):
            given, stored = getattr(row, field), getattr(unit, field)
            if given is not None and stored is not None and given != stored:
                raise ValidationError({field: _("与已登记的日期%(day)s不符。") % {"day": stored}})
            setattr(unit, field, given or stored)
        predecessor = self._predecessor(row)
        if predecessor is not None and predecessor.pk != unit.pk:
            unit.predecessor = predecessor
        if row.code != self._root_code():
            self._parent(row)

    def differs(self, unit: OrgUnit, row: UnitRow) -> bool:
        """Whether a filled unit is anything else than what is stored."""
        fields = ("valid_from", "valid_to", "predecessor_id")
        stored = OrgUnit.objects.filter(pk=unit.pk).values(*fields).get() if self._may_differ(row) else None
        if stored is not None and any(stored[field] != getattr(unit, field) for field in fields):
            return True
        return self._new_parent(unit, row) is not None

    def store(self, unit: OrgUnit, row: UnitRow) -> None:
        """Save a filled unit at its place; end its predecessor and take over what hangs on it."""
        predecessor = self._predecessor(row)
        if predecessor is not None and predecessor.valid_to is None and predecessor.pk != unit.pk:
            predecessor.valid_to = row.valid_from
            predecessor.validate_constraints()
            predecessor.save(update_fields=["valid_to"])
        self._save(unit, row)
        if predecessor is not None and predecessor.pk != unit.pk:
            hand_over(
                predecessor=OrgUnit.objects.get(pk=predecessor.pk),
                successor=OrgUnit.objects.get(pk=unit.pk),
            )
            self.reload()

    def _save(self, unit: OrgUnit, row: UnitRow) -> None:
        if unit.pk is None:
            parent = None if row.code == self._root_code() else self._parent(row)
            place_unit(unit=unit, parent=parent)
            self._remember(unit)
            return
        unit.save(update_fields=["valid_from", "valid_to", "predecessor"])
        self._remember(unit)
        parent = self._new_parent(unit, row)
        if parent is not None:
            OrgUnit.objects.get(pk=unit.pk).move(OrgUnit.objects.get(pk=parent.pk), pos="last-child")
            self.reload()

    def _remember(self, unit: OrgUnit) -> None:
        self._by_path[unit.path] = unit
        if unit.pk == self._root_pk:
            self._root = unit
        if not unit.code:
            return
        if unit.valid_to is None:
            self._open[unit.code] = unit
            return
        if self._open.get(unit.code) is unit:
            del self._open[unit.code]
        if unit not in self._ended.get(unit.code, []):
            self._ended.setdefault(unit.code, []).append(unit)

    def _root_code(self) -> str:
        return self._root.code if self._root is not None else ""

    def _parent(self, row: UnitRow) -> OrgUnit | None:
        if not row.parent_code:
            return self._root
        parent = self._open.get(row.parent_code)
        if parent is None:
            ended = row.parent_code in self._ended
            text = _("上级单位代码“%(code)s”已停用。") if ended else _("上级单位代码“%(code)s”不存在。")
            raise ValidationError({"parent_code": text % {"code": row.parent_code}})
        return parent

    def _new_parent(self, unit: OrgUnit, row: UnitRow) -> OrgUnit | None:
        """The parent a stored unit has to move to, or None where it already is; no cell, no move."""
        if not row.parent_code or unit.valid_to is not None:
            return None
        parent = self._parent(row)
        stored = self._by_path.get(unit.path[: -OrgUnit.steplen])
        return None if parent is None or (stored is not None and stored.pk == parent.pk) else parent

    def _predecessor(self, row: UnitRow) -> OrgUnit | None:
        current = self._open.get(row.code)
        if current is not None and current.name != row.name and row.valid_from is not None:
            return current  # renamed under the same code
        if not row.predecessor_code:
            return None
        ended = self._ended.get(row.predecessor_code)
        found = ended[-1] if ended else self._open.get(row.predecessor_code)
        if found is None:
            text = _("前身单位代码“%(code)s”不存在。") % {"code": row.predecessor_code}
            raise ValidationError({"predecessor_code": text})
        if found.valid_to is None and row.valid_from is None:
            raise ValidationError({"valid_from": _("填写前身单位时须填写启用日期。")})
        return found

    def _refuse_ended(self, row: UnitRow) -> None:
        """A list older than the change must not bring an ended unit back."""
        for unit in self._ended.get(row.code, []):
            if row.valid_to is not None:
                raise ValidationError({"valid_to": _("该单位已于%(day)s停用。") % {"day": unit.valid_to}})
            if row.valid_from is None or (unit.valid_to and row.valid_from < unit.valid_to):
                raise ValidationError({"code": _("该代码的单位已于%(day)s停用。") % {"day": unit.valid_to}})

    @staticmethod
    def _may_differ(row: UnitRow) -> bool:
        return bool(row.valid_from or row.valid_to or row.predecessor_code)
