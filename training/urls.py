"""Addresses of training beside its pages."""

from django.urls import path

from training.views import certificates, check_in, declaring, enrolling, learning, reminding

app_name = "training"
urlpatterns = [
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<slug:number>.pdf", certificates.certificate_file, name="certificate"),
    path("verify/", certificates.verification, name="verify"),
    path("calendar/", reminding.calendar, name="calendar"),
    path("calendar/renew/", reminding.renew_calendar, name="renew_calendar"),
    path("calendar/<str:token>.ics", reminding.calendar_feed, name="calendar_feed"),
    path("reminders/read/", reminding.put_away, name="put_away"),
    path("", learning.home, name="home"),
    path("box/", learning.box, name="learning_box"),
    path("transcript/", learning.transcript, name="transcript"),
    path("declarations/", declaring.declarations, name="declarations"),
    path("declarations/new/", declaring.new_declaration, name="declare"),
    path("declarations/<int:declaration_id>/", declaring.correct_declaration, name="correct_declaration"),
    path(
        "declarations/<int:declaration_id>/withdraw/",
        declaring.withdraw_declaration,
        name="withdraw_declaration",
    ),
    path("evidence/<int:evidence_id>/", declaring.evidence, name="evidence"),
    path("courses/<int:course_id>/box/", enrolling.box, name="enroll_box"),
    path("courses/<int:course_id>/enroll/", enrolling.enroll_page, name="enroll"),
    path("enrollments/<int:enrollment_id>/withdraw/", enrolling.withdraw_page, name="withdraw"),
    path("join/<str:token>/", enrolling.invited, name="invited"),
    path("check-in/<str:token>/", check_in.check_in_view, name="check_in"),
]
