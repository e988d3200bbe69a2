"""RSS: what anybody may read, of the whole site or of one column."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import BasePage, Listing
from content.selectors import columns
from content.selectors.addresses import absolute


class LatestFeed(Feed):
    """What was published last on the whole site."""

    feed_type = Rss201rev2Feed
    language = "zh-CN"
    title: Any = gettext_lazy("清风 · 最新发布")
    description: Any = gettext_lazy("换届纪律要求、规则、政策文件、案例通报和学习资料。")

    def link(self) -> str:
        return absolute("/")

    def feed_url(self) -> str:
        return absolute("/feed/")

    def items(self) -> list[Listing]:
        return columns.list_feed_lines(None)

    def item_title(self, item: Any) -> str:
        return f"{item.get_kind_display()}：{item.title}"

    def item_description(self, item: Any) -> str:
        return item.summary or item.note

    def item_link(self, item: Any) -> str:
        return absolute(columns.address_of(item))

    def item_pubdate(self, item: Any) -> datetime:
        return timezone.make_aware(datetime.combine(item.published_on, time()))


class ColumnFeed(LatestFeed):
    """The newest of one column.

    Raises:
        Http404: there is no such column, it has no dated list, or not everybody may read it.
    """

    def get_object(self, request: HttpRequest, column: str) -> BasePage:
        page = columns.get_feed_column(request, column)
        if page is None:
            raise Http404
        return page

    def title(self, column: BasePage) -> str:
        return _("清风 · {title}").format(title=column.title)

    def description(self, column: BasePage) -> str:
        return getattr(column, "introduction", "") or column.title

    def link(self, column: BasePage) -> str:  # type: ignore[override]
        return absolute(column.url)

    def feed_url(self, column: BasePage) -> str:  # type: ignore[override]
        return absolute(f"{column.url}feed/")

    def items(self, column: BasePage) -> list[Listing]:  # type: ignore[override]
        return columns.list_feed_lines(column)

    def item_title(self, item: Any) -> str:
        return str(item.title)
