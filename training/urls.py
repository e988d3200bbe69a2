"""Addresses of training beside its pages."""

from django.urls import path

from training.views import declaring, learning

app_name = "training"
urlpatterns = [
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
]
