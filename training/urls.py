"""Addresses of training beside its pages."""

from django.urls import URLPattern, path

from training.views.check_in import check_in_view

app_name = "training"
urlpatterns: list[URLPattern] = [
    path("check-in/<str:token>/", check_in_view, name="check_in"),
from django.urls import path

from training.views import enrolling

app_name = "training"
urlpatterns = [
    path("courses/<int:course_id>/box/", enrolling.box, name="enroll_box"),
    path("courses/<int:course_id>/enroll/", enrolling.enroll_page, name="enroll"),
    path("enrollments/<int:enrollment_id>/withdraw/", enrolling.withdraw_page, name="withdraw"),
    path("join/<str:token>/", enrolling.invited, name="invited"),
]
