"""Who may do what with a page: Wagtail's rights, narrowed to the units entrusted to a person.

Wagtail's page permissions say what a role may do (one row per role at the site's root); which pages a person
may do it to follows from the unit of the person and of the page. One page permission per unit would be
thousands of rows, and Wagtail fails beyond some hundred.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import OrgUnit
from accounts.rules import scope_path

# Root, home page, columns: the frame of the portal, through which everybody finds the way to their own pages.
COLUMN_DEPTH = 3
# What Wagtail stores with a revision beside its content.
_BOOKKEEPING = frozenset(
    {
        "pk", "path", "depth", "numchild", "url_path", "content_type", "translation_key", "locale",
        "alias_of", "owner", "live", "has_unpublished_changes", "draft_title", "expired",
        "locked", "locked_at", "locked_by", "first_published_at", "last_published_at",
        "latest_revision_created_at", "live_revision", "latest_revision",
        "wagtail_admin_comments", "base_page_ptr", "basepage_ptr",
    }
)  # fmt: skip


def within_scope(page: Any, path: str | None) -> bool:
    """Whether ``page`` belongs to the subtree of units at treebeard ``path``.

    The path "" is everything, None nothing.
    A draft or an old version may name another unit; what counts is the unit of the stored page.
    """
    if path is None:
        return False
    if path == "":
        return True
    unit = stored_unit(page)
    return reaches_all(path) if unit is None else bool(unit.path.startswith(path))


def stored_unit(page: Any) -> OrgUnit | None:
    """The unit the stored page belongs to, also where ``page`` was built from one of its revisions."""
    stored = getattr(page, "stored_unit_id", page.unit_id)
    if stored == page.unit_id:
        unit: OrgUnit | None = page.unit
        return unit
    return OrgUnit.objects.filter(pk=stored).first()


def same_content(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether two revisions hold the same words and facts: they differ in comments and bookkeeping only."""
    return _content(old) == _content(new)


def _content(revision: dict[str, Any]) -> str:
    kept = {name: value for name, value in revision.items() if name not in _BOOKKEEPING}
    return json.dumps(kept, cls=DjangoJSONEncoder, sort_keys=True)


def reaches_all(path: str) -> bool:
    """Whether ``path`` is everything or the root unit: then pages without a unit are within reach."""
    return len(path) <= OrgUnit.steplen


def scope_filter(path: str | None) -> Q:
    """The same rule as a condition on pages."""
    if path is None:
        return Q(pk__in=[])
    if path == "":
        return Q()
    condition = Q(unit__path__startswith=path)
    return condition | Q(unit__isnull=True) if reaches_all(path) else condition


def import_obstacle(user: Any, *, index: Any, rule: Any | None, edition: Any | None) -> str:
    """Why ``user`` may not import into this rule and edition, in words; "" where nothing stands in the way.

    Args:
        rule: the rule the text belongs to, None where a new one would be created under ``index``.
        edition: the edition whose draft the text would replace, if there is one.
    """
    if rule is None:
        may_add = index is not None and index.permissions_for_user(user).can_add_subpage()
        return "" if may_add else _("您没有新建规则的权限。")
    if edition is None:
        may_add = rule.permissions_for_user(user).can_add_subpage()
        return "" if may_add else _("这部规则由其他单位负责，不能为它新建版本。")
    tester = edition.permissions_for_user(user)
    if not tester.can_edit():
        return _("这个版本由其他单位负责，不能更新它的草稿。")
    waiting = edition.workflow_in_progress or tester.page_locked()
    return _("这个版本正在审核或已被锁定，暂时不能更新。") if waiting else ""


class ScopedPagePermissionTester(PagePermissionTester):
    """Wagtail's tester without rights to other units' pages or to publishing past the three reviews."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        self.in_scope = user.is_superuser or within_scope(page.specific_deferred, scope_path(user))

    def can_add_subpage(self) -> bool:
        """Below their own units' pages, and below the columns, which are everybody's."""
        shared = self.page.depth == COLUMN_DEPTH and self.page.specific_deferred.unit_id is None
        return (self.in_scope or shared) and bool(super().can_add_subpage())

    def can_edit(self) -> bool:
        """Editors edit their own units' pages; a reviewer edits what waits for their review."""
        if not self.in_scope and not self._reviews_now():
            return False
        return bool(super().can_edit())

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """What is public is withdrawn first, with a reason, whoever deletes it.

        Wagtail asks the same, with ``ignore_bulk``, of a page that is to be moved: it may stay public.
        """
        if not (self.in_scope and super().can_delete(ignore_bulk)):
            return False
        return ignore_bulk or not self._holds_public()

    def can_unpublish(self) -> bool:
        return self.in_scope and bool(super().can_unpublish())

    def can_publish(self) -> bool:
        """Nobody publishes by hand: the third review does (三审三校)."""
        return bool(self.user.is_active and self.user.is_superuser and not self.page_is_root)

    can_publish_subpage = can_publish

    def can_set_view_restrictions(self) -> bool:
        """Whoever may take a page offline may also close it to the public."""
        allowed = self.user.is_superuser or "publish" in self.permissions
        return bool(self.user.is_active and allowed and self.in_scope and not self.page_is_root)

    def can_view_revisions(self) -> bool:
        return (self.in_scope or self._reviews_now()) and bool(super().can_view_revisions())

    def can_copy(self) -> bool:
        return self.in_scope and bool(super().can_copy())

    def can_move(self) -> bool:
        return self.in_scope and bool(super().can_move())

    def can_move_to(self, destination: Any) -> bool:
        """Wagtail looks at the role's right on the destination alone; its unit counts as well."""
        staying = self.page.is_child_of(destination)
        reachable = staying or destination.permissions_for_user(self.user).can_add_subpage()
        return reachable and bool(super().can_move_to(destination))

    def can_lock(self) -> bool:
        """Reviewers hold Wagtail's "lock" so that it lets them into the page lists; it locks nothing."""
        return bool(self.user.is_superuser or (self.can_edit() and super().can_lock()))

    def can_unlock(self) -> bool:
        return (self.in_scope or self._reviews_now()) and bool(super().can_unlock())

    def _holds_public(self) -> bool:
        below = not self.page.is_leaf() and self.page.get_descendants().filter(live=True).exists()
        return bool(self.page.live or below)

    def _reviews_now(self) -> bool:
        task = self.page.current_workflow_task
        return bool(task and task.user_can_access_editor(self.page, self.user))


class ScopedPagePermissionPolicy(PagePermissionPolicy):
    """Wagtail's page policy, narrowed to a person's units; used by lists, choosers and reports."""

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Reviewers reach the screens for people who change pages; each page is tested by itself there."""
        wanted = {*actions, "lock"} if "change" in actions else actions
        return bool(super().user_has_any_permission(user, wanted))

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return bool(allowed and (user.is_superuser or within_scope(instance, scope_path(user))))

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> QuerySet[Any]:
        pages = super().instances_user_has_any_permission_for(user, actions)
        return pages if user.is_superuser else pages.filter(scope_filter(scope_path(user)))

    def explorable_instances(self, user: Any) -> QuerySet[Any]:
        """The person's pages and the columns on the way to them."""
        if user.is_superuser or not user.is_active:
            return super().explorable_instances(user)
        path = scope_path(user)
        if path is None or not self.get_cached_permissions_for_user(user):
            return self.model._default_manager.none()
        return self.model._default_manager.filter(scope_filter(path) | frame_filter())


def frame_filter() -> Q:
    """The frame every editor may see: home page and columns without a unit."""
    return Q(depth__lte=COLUMN_DEPTH, unit__isnull=True)
