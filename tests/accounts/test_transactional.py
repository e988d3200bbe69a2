import pytest

from accounts.enums import Role
from accounts.models import AuditEntry
from accounts.services.auditing import record
from tests.factories.accounts import NOON, make_user


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_transactional_tests_start_with_groups_and_an_empty_log(run):
    assert not AuditEntry.objects.exists()
    assert make_user(Role.SYSTEM_ADMIN).has_perms(["wagtailadmin.access_admin", "accounts.change_user"])
    record(action="示例", by=None, at=NOON)
