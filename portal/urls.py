"""Every address of the portal."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from accounts.views import to_sign_in
from common.caching import for_visitors
from portal.component_page import component_page
from portal.sitemaps import site_map, site_map_section
from portal.views import account_badge, robots
from search.views.api import api

urlpatterns = [
    # Wagtail has two sign-in pages of its own; there is one, whose failures are counted and recorded.
    path("admin/login/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", include("accounts.urls")),
    path("search/", include("search.urls")),
    path("api/v1/", api.urls),
    path("fragments/account/", account_badge, name="account_badge"),
    path("sitemap.xml", for_visitors()(site_map), name="sitemap"),
    path("sitemap-<slug:section>.xml", site_map_section, name="sitemap_section"),
    path("robots.txt", robots, name="robots"),
    path("components/", component_page, name="components"),
    path("learning/", include("training.urls")),
    path("", include("content.urls")),
    path("", include(wagtail_urls)),
]
