"""The page every page of the portal is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import AbstractPage, PagePermissionTester, Revision, TaskState
from wagtail.models.pages import AbstractPageMeta, DefaultBasePageMixin

from content.addressing import AddressedPage
from content.enums import SecrecyLevel
from content.rules import ScopedPagePermissionTester, same_content
from content.secrecy import refuse_secret

# Sent with ``instance``, a page whose address and that of all below it changed, before the commit.
address_changed = Signal()


class BasePage(AddressedPage, AbstractPage, DefaultBasePageMixin):
    """Custom base page (WAGTAIL_PAGE_MODEL): what every page has beyond Wagtail's own fields.

    ``unit`` is the organisation unit that answers for the page; editors see and change the pages of their
    unit's subtree (``content.rules``). A page without a unit belongs to the whole municipality.
    """

    unit = models.ForeignKey(
        "accounts.OrgUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("责任单位"),
    )
    short_title = models.CharField(
        _("导航名称"), max_length=20, blank=True, help_text=_("菜单和路径中使用，留空则用标题。")
    )
    content_source = models.CharField(_("来源"), max_length=120, blank=True)
    secrecy_level = models.CharField(
        _("密级"),
        max_length=12,
        choices=SecrecyLevel.choices,
        blank=True,
        help_text=_("定有密级的文件不能在本站发布。"),
    )
    review_by = models.DateField(
        _("复核日期"), null=True, blank=True, help_text=_("到期提醒责任单位的编辑核对内容是否仍然准确。")
    )
    tags = ClusterTaggableManager(through="content.PageTag", blank=True, verbose_name=_("标签"))

    # Page types that appear as a menu entry set this; the rest stay out of the navigation.
    in_navigation: ClassVar[bool] = False

    search_fields = [*AbstractPage.search_fields, *DefaultBasePageMixin.search_fields]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("网址与检索")
        ),
        MultiFieldPanel(
            [
                FieldPanel("unit"),
                FieldPanel("content_source"),
                FieldPanel("tags"),
                FieldRowPanel([FieldPanel("review_by"), FieldPanel("secrecy_level")]),
                FieldPanel("short_title"),
                FieldPanel("show_in_menus"),
            ],
            _("归属"),
        ),
    ]

    class Meta(AbstractPageMeta):
        verbose_name = _("页面")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(live=False) | models.Q(secrecy_level=""), name="secret_page_not_live"
            )
        ]
        indexes = [models.Index(fields=["url_path"], name="page_by_address")]

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """What ``user`` may do with this page, within the subtree of units entrusted to them."""
        return ScopedPagePermissionTester(user, self)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """A revision as a page; it remembers which unit the stored page belongs to."""
        page = super().with_content_json(content)
        page.stored_unit_id = getattr(self, "stored_unit_id", self.unit_id)
        return page

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """A draft of a live page may bear a secrecy level; of its stored row the database takes care."""
        super().validate_constraints(exclude={*(exclude or ()), "secrecy_level"})

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Save a revision; during a review only one that adds comments, which keeps earlier approvals.

        Raises:
            PermissionDenied: the page is under review and its content would change.
        """
        earlier = self.get_latest_revision() if self.pk and self.workflow_in_progress else None
        if earlier is not None and not same_content(earlier.content, self.serializable_data()):
            raise PermissionDenied(_("文稿正在审核，不能修改；请先撤回。"))
        revision: Revision = super().save_revision(*args, **kwargs)
        if earlier is not None and earlier.pk != revision.pk:
            _carry_reviews(self, earlier, revision)
        return revision

    @transaction.atomic
    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish, with everything receivers derive from the text, in one transaction.

        Raises:
            SecretPageError: the text, or its latest draft, bears a secrecy level.
        """
        refuse_secret(self, revision)
        return super().publish(revision, *args, **kwargs)

    def _update_descendant_url_paths(self, old_url_path: str, new_url_path: str) -> None:
        """Wagtail's own; where it is called, in the transaction of the change, the address has changed.

        Wagtail's signal of a changed slug comes after the commit, when a process may die before it is heard.
        """
        super()._update_descendant_url_paths(old_url_path, new_url_path)
        address_changed.send(sender=type(self), instance=self)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> Any:
        """Unpublish, with everything that follows, in one transaction."""
        return super().unpublish(*args, **kwargs)

    @transaction.atomic
    def move(self, *args: Any, **kwargs: Any) -> Any:
        """Move, with everything that follows, in one transaction."""
        return super().move(*args, **kwargs)


class PageTag(TaggedItemBase):
    """A word by which pages of any kind are brought together."""

    content_object = ParentalKey(BasePage, on_delete=models.CASCADE, related_name="tagged_items")


def _carry_reviews(page: BasePage, earlier: Revision, revision: Revision) -> None:
    states = page.current_workflow_state.task_states.filter(revision=earlier)
    for state in states.filter(status=TaskState.STATUS_APPROVED):
        state.copy(update_attrs={"revision": revision})
    states.filter(status=TaskState.STATUS_IN_PROGRESS).update(revision=revision)
