"""Addresses of the search."""

from django.urls import path

from search.views import downloads, opensearch, results

app_name = "search"
urlpatterns = [
    path("", results.results, name="results"),
    path("results.csv", downloads.table, name="table"),
    path("suggest/", results.suggestions, name="suggest"),
    path("suggest.json", results.suggested_titles, name="titles"),
    path("opensearch.xml", opensearch.description, name="opensearch"),
]
