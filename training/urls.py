"""Addresses of training beside its pages."""

from django.urls import URLPattern, path

from training.views import practice, quizzes

app_name = "training"
urlpatterns: list[URLPattern] = [
    path("quizzes/<int:enrollment_id>/<int:lesson_id>/", quizzes.paper, name="paper"),
    path("attempts/<int:attempt_id>/", quizzes.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/answers/<int:position>/", quizzes.answer, name="answer"),
    path("attempts/<int:attempt_id>/result/", quizzes.result, name="result"),
    path("practice/", practice.topics, name="practice"),
    path("practice/<int:topic_id>/", practice.topic, name="practice_topic"),
    path("wrong-answers/", practice.wrong_answers, name="wrong_answers"),
    path("wrong-answers/<int:item_id>/", practice.wrong_answer, name="wrong_answer"),
]
