"""As the other benches, for pages made without a server: their style sheets need not have been collected."""

from benchmarks.settings import *  # noqa: F403 - a settings module is the sum of its parts
from benchmarks.settings import STATIC_ROOT

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
