"""Addresses of the search."""

from django.urls import path

from search.views import downloads, following, opensearch, results, tracing

app_name = "search"
urlpatterns = [
    path("", results.results, name="results"),
    path("results.csv", downloads.table, name="table"),
    path("suggest/", results.suggestions, name="suggest"),
    path("suggest.json", results.suggested_titles, name="titles"),
    path("opensearch.xml", opensearch.description, name="opensearch"),
    path("click/", tracing.click, name="click"),
    path("saved/", following.overview, name="following"),
    path("saved/add/", following.save, name="save"),
    path("saved/<int:saved_id>/", following.saved_search, name="saved_search"),
    path("follow/<int:rule_id>/", following.follow, name="follow"),
    path("follow/<int:rule_id>/button/", following.follow_button, name="follow_button"),
    path("notices/read/", following.read_notices, name="read_notices"),
    path("digest/", following.choose_digest, name="digest"),
    path("unsubscribe/<str:token>/", following.unsubscribe, name="unsubscribe"),
]
