"""Addresses of training beside its pages."""

from django.urls import URLPattern

app_name = "training"
urlpatterns: list[URLPattern] = []
