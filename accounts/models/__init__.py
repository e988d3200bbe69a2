"""People, the organisation tree and the audit log."""

from accounts.models.auditing import AuditEntry
from accounts.models.people import User
from accounts.models.units import OrgUnit

__all__ = ["AuditEntry", "OrgUnit", "User"]
