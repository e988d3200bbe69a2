"""The figures of the case notices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from common import clock
from content.models import CaseIndexPage


def case_statistics(request: HttpRequest, page: CaseIndexPage) -> HttpResponse:
    """Charts and tables by prohibition item, year, region and outcome."""
    context = {"page": page, "self": page, "trail": [_("统计")], "today": clock.today()}
    return render(request, "content/case_statistics.html", context)
