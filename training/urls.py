"""Addresses of training beside its pages."""

from django.urls import URLPattern, path

from training.views.check_in import check_in_view

app_name = "training"
urlpatterns: list[URLPattern] = [
    path("check-in/<str:token>/", check_in_view, name="check_in"),
]
