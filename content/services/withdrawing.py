"""Taking a published page back, with a reason (撤下), and bringing it back (恢复)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import LogContext
from wagtail.models import Revision

from accounts.services import auditing
from common.jobs import JobName, enqueue
from content.enums import PublicationAction, WithdrawalReason
from content.models import BasePage, EditionPage, RulePage, Withdrawal
from content.selectors.visibility import PUBLIC, access_key

if TYPE_CHECKING:
    from accounts.models import User

COLUMN_DEPTH = 3  # the frame: home page and columns


class WithdrawalError(ValidationError):
    """The page cannot be withdrawn, or brought back, in this way; the message is for the person."""


@transaction.atomic
def withdraw(
    *,
    page: BasePage,
    reason: WithdrawalReason,
    by: User,
    at: datetime,
    explanation: str = "",
    target: BasePage | None = None,
) -> Withdrawal:
    """Take a live page back; a rule takes its editions along.

    ``error``: it is offline, its address answers 404. ``merged``: it is offline, its address leads to
    ``target`` for good. ``repealed``: it stays and says so; the end date of an edition is not touched.

    Args:
        target: where the content is now; for ``merged`` only.

    Raises:
        PermissionDenied: the person may not take this page offline.
        WithdrawalError: the page is not live, or is a column; the target is missing, not public, or the page.
    """
    _check_permission(page, by)
    _check_page(page)
    if reason == WithdrawalReason.MERGED:
        _check_target(page, target)
    else:
        target = None
    withdrawal = _withdraw_one(page, reason, explanation, target, by, at)
    if isinstance(page.specific, RulePage):
        for edition in EditionPage.objects.child_of(page).live():
            _withdraw_one(edition, reason, explanation, target, by, at)
    return withdrawal


@transaction.atomic
def reinstate(*, page: BasePage, by: User, at: datetime) -> None:
    """Undo a withdrawal: what was public, and had passed its reviews, is public again.

    Raises:
        PermissionDenied: the person may not take this page offline either.
        WithdrawalError: the page is not withdrawn, or what was public is no longer kept.
        SecretPageError: the text bears a secrecy level by now.
    """
    _check_permission(page, by)
    withdrawal = Withdrawal.objects.select_for_update().filter(page_id=page.pk).first()
    if withdrawal is None:
        raise WithdrawalError(_("这个页面没有被撤下。"))
    if page.workflow_in_progress:  # a publication would end the review
        raise WithdrawalError(_("文稿正在审核，审核通过后即恢复；要先恢复，请编辑撤回审核。"))
    together = Withdrawal.objects.filter(page__path__startswith=page.path, at=withdrawal.at)
    for row in together.select_related("page").order_by("page__path"):
        _reinstate_one(row, by, at)


def end_withdrawal(*, page: BasePage, by: User | None, at: datetime) -> None:
    """A new publication ends a withdrawal: the page answers at its address again, without a word about it."""
    withdrawal = Withdrawal.objects.filter(page_id=page.pk).first()
    if withdrawal is None:
        return
    _forget_redirect(page)
    withdrawal.delete()
    auditing.record(
        action=PublicationAction.REINSTATED, by=by, at=at, target=page, data={"reason": withdrawal.reason}
    )


def _check_permission(page: BasePage, by: User) -> None:
    tester = page.permissions_for_user(by)
    # Of a page that is offline Wagtail says that it cannot be taken offline.
    if not (tester.can_unpublish() if page.live else tester.can_set_view_restrictions()):
        raise PermissionDenied


def _check_page(page: BasePage) -> None:
    if not page.live:
        raise WithdrawalError(_("这个页面没有发布，不需要撤下。"))
    if page.depth < COLUMN_DEPTH:
        raise WithdrawalError(_("首页不能撤下。"))


def _check_target(page: BasePage, target: BasePage | None) -> None:
    if target is None:
        raise WithdrawalError({"target": _("请选择合并到的页面。")})
    if target.path.startswith(page.path):
        raise WithdrawalError({"target": _("不能合并到页面自身或者它的下级页面。")})
    if not target.live or access_key(target) != PUBLIC:
        # The old address is anybody's to ask; it must not name a page that is not.
        raise WithdrawalError({"target": _("合并到的页面必须已经公开发布。")})


def _withdraw_one(
    page: BasePage,
    reason: WithdrawalReason,
    explanation: str,
    target: BasePage | None,
    by: User,
    at: datetime,
) -> Withdrawal:
    values = {
        "reason": reason,
        "explanation": explanation,
        "target": target,
        "withdrawn_on": timezone.localdate(at),
        "revision_id": page.live_revision_id,
        "by": by,
        "at": at,
    }
    withdrawal, _created = Withdrawal.objects.update_or_create(page_id=page.pk, defaults=values)
    auditing.record(
        action=PublicationAction.PAGE_WITHDRAWN,
        by=by,
        at=at,
        target=page,
        data={
            "reason": reason.value,
            "explanation": explanation,
            "target_id": target.pk if target is not None else None,
        },
    )
    if reason == WithdrawalReason.REPEALED:
        enqueue(JobName.INDEX_PAGE, page_id=page.pk)
        return withdrawal
    with LogContext(user=by):
        page.specific.unpublish(user=by)
    if target is not None:
        _lead_on(page, target)
    return withdrawal


def _lead_on(page: BasePage, target: BasePage) -> None:
    """From the old address to the target, for good."""
    parts = page.get_url_parts()
    if parts is None:  # the page hangs under no site: nobody knows an address of it
        return
    site_id, _root_url, path = parts
    _forget_redirect(page)
    Redirect.objects.create(
        old_path=Redirect.normalise_path(path), site_id=site_id, redirect_page_id=target.pk, is_permanent=True
    )


def _forget_redirect(page: BasePage) -> None:
    parts = page.get_url_parts()
    if parts is not None:
        Redirect.objects.filter(old_path=Redirect.normalise_path(parts[2]), site_id=parts[0]).delete()


def _reinstate_one(withdrawal: Withdrawal, by: User, at: datetime) -> None:
    page = withdrawal.page.specific
    if withdrawal.reason == WithdrawalReason.REPEALED:
        end_withdrawal(page=page, by=by, at=at)
        enqueue(JobName.INDEX_PAGE, page_id=page.pk)
        return
    revision = Revision.objects.for_instance(page).filter(pk=withdrawal.revision_id).first()
    if revision is None:
        raise WithdrawalError(_("原来发布的版本已不在系统里，请由编辑重新提交审核。"))
    with LogContext(user=by):
        # Past the permission check: the text was published before; the receiver ends the withdrawal.
        page.publish(revision, user=by, skip_permission_checks=True)
