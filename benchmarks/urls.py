"""The portal's addresses and four to compare with."""

from django.urls import path

from benchmarks import views
from portal.urls import urlpatterns as portal_urlpatterns

urlpatterns = [
    path("bench/hello/", views.hello),
    path("bench/body/", views.body),
    path("bench/list/", views.twenty_rows),
    path("bench/upsert/", views.upsert),
    *portal_urlpatterns,
]
