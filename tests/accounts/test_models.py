import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.enums import CodeScheme, UnitKind
from accounts.models import AuditEntry, OrgUnit, User
from accounts.querysets import AuditLogIsAppendOnlyError
from accounts.services.auditing import record
from accounts.triggers import create_statements, create_triggers, drop_triggers
from tests.factories.accounts import NOON, make_unit, make_user

pytestmark = pytest.mark.django_db


def test_phone_is_stored_as_eleven_digits():
    user = User(staff_number="A1", name="示例", phone="+86 138-0000-0000", password="x")
    user.full_clean()
    assert user.phone == "13800000000"


@pytest.mark.parametrize("phone", ["12345", "23800000000", "138000000001", "abc"])
def test_phone_that_is_none_is_refused(phone):
    with pytest.raises(ValidationError, match="11位手机号"):
        User(staff_number="A1", name="示例", phone=phone, password="x").full_clean()


def test_staff_number_like_a_phone_number_is_refused():
    with pytest.raises(ValidationError, match="同形"):
        User(staff_number="13800000000", name="示例", password="x").full_clean()


def test_empty_phones_do_not_collide():
    make_user(phone=None)
    make_user(phone=None)
    assert User.objects.filter(phone__isnull=True).count() == 2


def test_phone_is_unique_in_the_database():
    make_user(phone="13800000000")
    with pytest.raises(IntegrityError):
        make_user(phone="138 0000 0000")


def test_empty_string_is_no_phone_in_the_database():
    user = make_user()
    with pytest.raises(IntegrityError):
        _execute("UPDATE accounts_user SET phone = '' WHERE id = %s", [user.pk])


def _execute(sql, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_phone_is_found_in_any_writing():
    user = make_user(phone="13800000000")
    assert User.objects.get(phone="138 0000 0000") == user
    assert list(User.objects.filter(phone__icontains="abc")) == []


def test_unit_with_people_cannot_be_deleted():
    unit = make_unit()
    make_user(unit=unit)
    with pytest.raises(DatabaseError):
        unit.delete()


def test_wagtail_sees_the_name():
    assert make_user(name="示例甲").get_full_name() == "示例甲"


# ---- units -------------------------------------------------------------------------------------------


def _store(**fields):
    return OrgUnit.add_root(**{"name": "示例县", "kind": UnitKind.COUNTY, **fields})


def test_code_is_unique_among_units_in_use():
    _store(code="990101")
    with pytest.raises(IntegrityError):
        _store(code="990101", name="另一县")


def test_code_may_return_after_its_unit_ended():
    _store(code="990101", valid_to=dt.date(2016, 7, 1))
    _store(code="990101", name="示例区", valid_from=dt.date(2016, 7, 1))
    assert OrgUnit.objects.filter(code="990101").count() == 2


def test_own_code_may_look_like_a_division_code():
    _store(code="990101")
    _store(code="990101", code_scheme=CodeScheme.OWN, kind=UnitKind.COMPANY)
    assert OrgUnit.objects.count() == 2


def test_names_may_repeat():
    _store(code="990101", name="城关镇")
    _store(code="990102", name="城关镇")
    assert OrgUnit.objects.filter(name="城关镇").count() == 2


def test_units_without_code_do_not_collide():
    _store(code="", name="示例处")
    _store(code="", name="示例科")
    assert OrgUnit.objects.filter(code="").count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_from": dt.date(2016, 7, 1), "valid_to": dt.date(2016, 7, 1)},
        {"valid_from": dt.date(2016, 7, 2), "valid_to": dt.date(2016, 7, 1)},
        {"name": ""},
        {"kind": "planet"},
        {"code_scheme": "guess"},
    ],
)
def test_database_refuses_impossible_units(wrong):
    with pytest.raises(IntegrityError):
        _store(code="990101", **wrong)


def test_database_refuses_a_unit_before_itself():
    unit = _store(code="990101")
    with pytest.raises(IntegrityError):
        OrgUnit.objects.filter(pk=unit.pk).update(predecessor=unit.pk)


@pytest.mark.parametrize("code", ["99010", "9901011", "99O101", "９９０１０１"])
def test_division_code_of_another_form_is_refused(code):
    with pytest.raises(ValidationError, match="6、9或12位"):
        OrgUnit(name="示例县", code=code, kind=UnitKind.COUNTY).clean()


# ---- the audit log -----------------------------------------------------------------------------------


def _entry(**fields):
    return record(**{"action": "示例", "by": None, "at": NOON, **fields})


def test_record_keeps_actor_and_target_as_text():
    user, unit = make_user(name="示例乙", staff_number="B1"), make_unit("示例局")
    entry = _entry(by=user, target=unit, data={"a": 1}, address="10.0.0.1")
    user.delete()
    entry = AuditEntry.objects.get(pk=entry.pk)
    assert (entry.actor_label, entry.target_type, entry.target_label) == (
        "示例乙（B1）",
        "accounts.orgunit",
        "示例局",
    )
    assert (entry.target_id, entry.data, entry.address) == (str(unit.pk), {"a": 1}, "10.0.0.1")


def test_record_of_a_label_cannot_forge_a_line():
    entry = _entry(actor_label="甲\n2016-11-01 登录 乙\u202e\x00")
    assert entry.actor_label == "甲 2016-11-01 登录 乙  "


def test_record_cannot_be_changed_or_deleted_through_the_orm():
    entry = _entry()
    entry.action = "other"
    attempts = [
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="other"),
        lambda: AuditEntry.objects.filter(pk=entry.pk).update(action="other"),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
        lambda: AuditEntry.objects.all()._raw_delete("default"),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"action": "other"}),
        lambda: AuditEntry(pk=entry.pk, action="other", at=NOON).save(),
    ]
    for attempt in attempts:
        with pytest.raises(AuditLogIsAppendOnlyError), transaction.atomic():
            attempt()
    assert AuditEntry.objects.get().action == "示例"


@pytest.mark.parametrize(
    "sql", ["UPDATE accounts_auditentry SET action = 'other'", "DELETE FROM accounts_auditentry"]
)
def test_record_cannot_be_changed_or_deleted_in_sql(sql):
    _entry()
    with pytest.raises(DatabaseError, match="audit records"), transaction.atomic():
        _execute(sql)
    assert AuditEntry.objects.get().action == "示例"


_FORGED = """INTO accounts_auditentry
    (id, action, actor_label, at, address, target_type, target_id, target_label, data)
    VALUES (%s, 'forged', '', '2016-11-01 12:00', '', '', '', '', '{}')"""
_ON_CONFLICT = "ON CONFLICT (id) DO UPDATE SET action = excluded.action"


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT OR REPLACE {_FORGED}",
        f"REPLACE {_FORGED}",
        f"INSERT {_FORGED} {_ON_CONFLICT}",
        f"INSERT {_FORGED}",
    ],
)
def test_record_cannot_be_replaced_in_sql(sql):
    entry = _entry()
    with pytest.raises(DatabaseError, match="audit records"), transaction.atomic():
        _execute(sql, [entry.pk])
    assert AuditEntry.objects.get().action == "示例"


def test_record_cannot_be_replaced_by_a_bulk_create():
    entry = _entry()
    forged = AuditEntry(pk=entry.pk, action="forged", at=NOON)
    with pytest.raises(DatabaseError, match="audit records"), transaction.atomic():
        AuditEntry.objects.bulk_create(
            [forged], update_conflicts=True, unique_fields=["id"], update_fields=["action"]
        )
    assert AuditEntry.objects.get().action == "示例"


def test_records_are_added_even_beside_an_odd_id():
    """SQLite shows the trigger -1 for an id that is not given."""
    _execute(f"INSERT {_FORGED}", [-1])
    _entry()
    AuditEntry.objects.bulk_create([AuditEntry(action="示例", at=NOON) for _ in range(2)])
    assert AuditEntry.objects.filter(action="示例").count() == 3


@pytest.mark.parametrize("event", ["UPDATE", "DELETE", "TRUNCATE"])
def test_postgresql_has_a_trigger_for_every_way_to_change_a_row(event):
    """PostgreSQL runs the UPDATE trigger for INSERT … ON CONFLICT DO UPDATE and for MERGE."""
    made = " ".join(statement for statement in create_statements("postgresql") if "TRIGGER" in statement)
    assert re.search(rf"BEFORE [A-Z ]*\b{event}\b[A-Z ]* ON accounts_auditentry", made)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_migration_can_be_undone_and_done_again():
    def triggers():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'accounts%%'"
            )
            return {name.removeprefix("accounts_auditentry_") for (name,) in cursor.fetchall()}

    before = {"accounts": "0002_audit_triggers"}
    executor = MigrationExecutor(connection)
    executor.migrate(list(before.items()))
    assert triggers() == {"no_update", "no_delete"}
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert triggers() == {"no_update", "no_delete", "no_replace"}


def test_triggers_can_be_taken_off_and_made_twice():
    drop_triggers(connection)
    _entry()
    _execute("DELETE FROM accounts_auditentry")
    create_triggers(connection)
    create_triggers(connection)
    _entry()
    with pytest.raises(DatabaseError), transaction.atomic():
        _execute("DELETE FROM accounts_auditentry")
