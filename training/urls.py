"""Addresses of training beside its pages."""

from django.urls import path

from training.views import check_in, enrolling

app_name = "training"
urlpatterns = [
    path("courses/<int:course_id>/box/", enrolling.box, name="enroll_box"),
    path("courses/<int:course_id>/enroll/", enrolling.enroll_page, name="enroll"),
    path("enrollments/<int:enrollment_id>/withdraw/", enrolling.withdraw_page, name="withdraw"),
    path("join/<str:token>/", enrolling.invited, name="invited"),
    path("check-in/<str:token>/", check_in.check_in_view, name="check_in"),
]
