"""What concerns the whole site, not one page: its settings, and who may open the files of a collection."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.models import Collection, Site

from accounts.services import auditing
from common.jobs import JobName, enqueue
from content.enums import PublicationAction
from content.models import PortalSettings
from content.services.extracting import access_to_files_was_changed

if TYPE_CHECKING:
    from accounts.models import User

# Shown where the demonstration is loaded; invented, and so that nobody takes them for real.
_DEMONSTRATION = {
    "organizer": "中共示例市委组织部（示例）",
    "operator": "示例市党员干部教育中心（示例）",
    "contact": "000-00000000（示例，工作日 9:00—17:00）",
    "filing_number": "示例ICP备00000000号",
    "police_filing_number": "示例公网安备00000000000000号",
    "site_code": "示例0000000000",
}


@transaction.atomic
def settings_were_changed(*, settings: PortalSettings, by: User | None, at: datetime) -> None:
    """Write into the audit log what the settings of a site are from now on."""
    fields = [field for field in settings._meta.concrete_fields if field.name not in {"id", "site"}]
    values = {field.name: field.value_from_object(settings) for field in fields}
    auditing.record(
        action=PublicationAction.SETTINGS_CHANGED, by=by, at=at, target=settings, data={"values": values}
    )


@transaction.atomic
def collection_access_was_changed(*, collection: Collection, by: User | None, at: datetime) -> None:
    """A collection was closed or opened: write it into the audit log, and have its files indexed anew."""
    auditing.record(action=PublicationAction.RESTRICTED, by=by, at=at, target=collection)
    access_to_files_was_changed(collection=collection)


def addresses_were_changed() -> None:
    """A site begins elsewhere or has another name: every address may differ, so the index is compared."""
    enqueue(JobName.RECONCILE_INDEX)


@transaction.atomic
def fill_demonstration_settings() -> int:
    """Give the default site the slots of the demonstration.

    Returns:
        1, or 0 where people have written something already.
    """
    settings = PortalSettings.for_site(Site.objects.get(is_default_site=True))
    if any(getattr(settings, name) for name in _DEMONSTRATION):
        return 0
    for name, words in _DEMONSTRATION.items():
        setattr(settings, name, words)
    settings.save()
    return 1
