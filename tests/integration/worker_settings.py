"""The settings of a worker process that a test starts and kills: the test's own database and folder."""

import os
from pathlib import Path

from portal.settings.test import *  # noqa: F403 - a settings module is the sum of its parts
from portal.settings.test import DATABASES

DATA_DIR = Path(os.environ["QINGFENG_TEST_FOLDER"])
DATABASES["default"]["NAME"] = os.environ["QINGFENG_TEST_DATABASE"]
SEARCH_INDEX_DIR = DATA_DIR / "search"
EXPORT_DIR = DATA_DIR / "exports"
SEARCH_TRACE_DIR = DATA_DIR / "traces"
QUEUE_DIR = DATA_DIR / "queue"
MEDIA_ROOT = DATA_DIR / "media"
CERTIFICATE_KEY_FILE = DATA_DIR / "certificate-key"
