"""Addresses of uploaded files and feeds; pages have theirs in the tree."""

from __future__ import annotations

from django.urls import path

from content.views.feeds import ColumnFeed, LatestFeed
from content.views.files import serve_document, serve_image
from content.views.going import go_to_page
from content.views.reporting import report_error_view, report_thanks

urlpatterns = [
    path("report-error/", report_error_view, name="report_error"),
    path("report-error/thanks/", report_thanks, name="report_thanks"),
    path("to/<int:page_id>/", go_to_page, name="go_to_page"),
    path("feed/", LatestFeed(), name="feed"),
    path("<slug:column>/feed/", ColumnFeed(), name="column_feed"),
    path("media/<path:name>", serve_image, name="media"),
    # The name Wagtail makes the addresses of documents with.
    path("documents/<int:document_id>/<str:filename>", serve_document, name="wagtaildocs_serve"),
]
