"""What the test suite runs on: production's switches, a throw-away data directory."""

import secrets
import tempfile
from pathlib import Path

from portal.settings.base import *  # noqa: F403 - a settings module is the sum of its parts
from portal.settings.base import DATABASES

SECRET_KEY = secrets.token_urlsafe(50)  # what it signs ends with the run
ALLOWED_HOSTS = ["*"]
DATA_DIR = Path(tempfile.mkdtemp(prefix="qingfeng-test-"))
SEARCH_INDEX_DIR = DATA_DIR / "search"
EXPORT_DIR = DATA_DIR / "exports"
SEARCH_TRACE_DIR = DATA_DIR / "traces"
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
QUEUE_DIR = DATA_DIR / "queue"
CERTIFICATE_KEY_FILE = DATA_DIR / "certificate-key"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["NAME"] = DATA_DIR / "test.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test-run.sqlite3")}
# Hashing passwords slowly protects nobody here.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
