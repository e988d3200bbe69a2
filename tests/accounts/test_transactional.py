import pytest

from accounts.models import AuditEntry
from accounts.services.auditing import record
from tests.factories.accounts import NOON


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_transactional_tests_start_with_an_empty_log(run):
    assert not AuditEntry.objects.exists()
    record(action="示例", by=None, at=NOON)
