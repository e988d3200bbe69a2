"""Addresses of training beside its pages."""

from django.urls import URLPattern, path

from training.views import beating, lessons

app_name = "training"
urlpatterns: list[URLPattern] = [
    path("beat/", beating.beat, name="beat"),
    path("lessons/<int:lesson_id>/", lessons.lesson, name="lesson"),
    path("lessons/<int:lesson_id>/start/", lessons.start, name="lesson_start"),
    path("lessons/<int:lesson_id>/state/", lessons.lesson_state, name="lesson_state"),
    path("lessons/<int:lesson_id>/files/<slug:role>/", lessons.lesson_file, name="lesson_file"),
]
