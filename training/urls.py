"""Addresses of training beside its pages."""

from django.urls import path

from training.views import certificates, reminding

app_name = "training"
urlpatterns = [
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<slug:number>.pdf", certificates.certificate_file, name="certificate"),
    path("verify/", certificates.verification, name="verify"),
    path("calendar/renew/", reminding.renew_calendar, name="renew_calendar"),
    path("calendar/<str:token>.ics", reminding.calendar, name="calendar"),
    path("reminders/read/", reminding.put_away, name="put_away"),
]
