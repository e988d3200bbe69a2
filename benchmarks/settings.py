"""The portal's own settings with the comparison views beside it; nothing else differs."""

import os

from portal.settings.base import *  # noqa: F403 - a settings module is the sum of its parts
from portal.settings.base import DATA_DIR

SECRET_KEY = "benchmark-only-" + "0" * 50
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
ROOT_URLCONF = "benchmarks.urls"
PAGE_CACHE = os.environ.get("QINGFENG_BENCH_CACHE") == "1"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = {"version": 1, "disable_existing_loggers": True, "root": {"level": "CRITICAL", "handlers": []}}
