"""Addresses of training beside its pages."""

from django.urls import path

from training.views import (
    beating,
    certificates,
    check_in,
    declaring,
    enrolling,
    learning,
    lessons,
    practice,
    quizzes,
    reminding,
)

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
    path("quizzes/<int:enrollment_id>/<int:lesson_id>/", quizzes.paper, name="paper"),
    path("attempts/<int:attempt_id>/", quizzes.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/answers/<int:position>/", quizzes.answer, name="answer"),
    path("attempts/<int:attempt_id>/result/", quizzes.result, name="result"),
    path("practice/", practice.topics, name="practice"),
    path("practice/<int:topic_id>/", practice.topic, name="practice_topic"),
    path("wrong-answers/", practice.wrong_answers, name="wrong_answers"),
    path("wrong-answers/<int:item_id>/", practice.wrong_answer, name="wrong_answer"),
    path("beat/", beating.beat, name="beat"),
    path("lessons/<int:lesson_id>/", lessons.lesson, name="lesson"),
    path("lessons/<int:lesson_id>/start/", lessons.start, name="lesson_start"),
    path("lessons/<int:lesson_id>/state/", lessons.lesson_state, name="lesson_state"),
    path("lessons/<int:lesson_id>/files/<slug:role>/", lessons.lesson_file, name="lesson_file"),
]
