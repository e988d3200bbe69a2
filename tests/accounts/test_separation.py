"""三权分立 as a property: no sequence of steps lets one administrator grow their own rights."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from accounts.models import AuditEntry, User
from accounts.querysets import AuditLogIsAppendOnlyError
from accounts.rules import ADMINISTRATORS, held_roles
from accounts.services import people, roles
from tests.factories.accounts import NOON, make_superuser, make_unit, make_user

NEW_PASSWORD = "Xin-mima-2016"
STEPS = ("grant", "revoke", "reset", "disable", "enable", "create", "change", "rewrite_log")
_refusals = (
    roles.RoleRuleError,
    people.AccountRuleError,
    ValidationError,
    AuditLogIsAppendOnlyError,
    DatabaseError,
)


def _step(name, *, actor, subject, role):
    """Take one step as one person; return the account whose password this person now knows."""
    common = {"by": actor, "at": NOON}
    if name == "grant":
        roles.grant_role(user=subject, role=role, **common)
    elif name == "revoke":
        roles.revoke_role(user=subject, role=role, **common)
    elif name == "reset":
        people.reset_password(user=subject, password=NEW_PASSWORD, **common)
        return subject
    elif name in {"disable", "enable"}:
        people.set_active(user=subject, active=name == "enable", **common)
    elif name == "create":
        number = f"N{User.objects.count()}"
        return people.create_user(staff_number=number, name="示例", password=NEW_PASSWORD, **common)
    elif name == "change":
        people.change_user(user=subject, name="示例改", **common)
    else:
        AuditEntry.objects.update(action="forged")
    return None


@pytest.mark.django_db
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    office=st.sampled_from([*sorted(ADMINISTRATORS), Role.DISTRICT_ADMIN]),
    steps=st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(0, 6), st.sampled_from(list(Role)), st.booleans()),
        min_size=2,
        max_size=6,
    ),
)
@example(Role.SYSTEM_ADMIN, [("reset", 1, Role.READER, False)])
@example(Role.SYSTEM_ADMIN, [("disable", 2, Role.READER, False), ("reset", 2, Role.READER, False)])
@example(Role.SYSTEM_ADMIN, [("reset", 3, Role.READER, False)])
@example(Role.SYSTEM_ADMIN, [("create", 0, Role.READER, False), ("grant", 4, Role.SECURITY_ADMIN, True)])
@example(Role.SECURITY_ADMIN, [("grant", 0, Role.SYSTEM_ADMIN, False)])
@example(Role.DISTRICT_ADMIN, [(step, person, Role.EDITOR, False) for step in STEPS for person in range(7)])
@example(Role.AUDIT_ADMIN, [("rewrite_log", 0, Role.READER, False)])
def test_one_person_with_one_office_never_gains_another(office, steps):
    with transaction.atomic():
        _run(office, steps)
        transaction.set_rollback(True)


def _run(office, steps):
    unit = make_unit()  # the same for all: out of reach is only what the rules keep so
    attacker = make_user(office, unit=unit)
    others = [make_user(role, unit=unit) for role in sorted(ADMINISTRATORS - {office})]
    offices = {user.pk for user in others} | {make_superuser(unit=unit).pk}
    passwords = {attacker.pk}
    logged = list(AuditEntry.objects.order_by("id").values_list("id", "action"))
    crowd = [attacker, *others, User.objects.get(is_superuser=True)]
    crowd += [make_user(unit=unit), make_user(Role.EDITOR, unit=unit)]
    for name, number, role, as_other in steps:
        known = [User.objects.get(pk=pk) for pk in sorted(passwords)]
        actor = known[-1] if as_other else User.objects.get(pk=attacker.pk)
        subject = User.objects.get(pk=crowd[number % len(crowd)].pk)
        try:
            with transaction.atomic():
                learned = _step(name, actor=actor, subject=subject, role=role)
        except _refusals:
            continue
        if learned is not None:
            passwords.add(learned.pk)
    attacker = User.objects.get(pk=attacker.pk)
    assert held_roles(attacker) <= {office}
    assert not attacker.is_superuser
    assert not passwords & offices
    assert office != Role.DISTRICT_ADMIN or passwords == {attacker.pk}
    if office != Role.SECURITY_ADMIN:
        gained = frozenset().union(*(held_roles(User.objects.get(pk=pk)) for pk in passwords))
        assert not gained & (ADMINISTRATORS - {office})
    assert list(AuditEntry.objects.order_by("id").values_list("id", "action"))[: len(logged)] == logged
