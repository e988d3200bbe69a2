"""The settings of the portal in browser tests: production's switches, its own folder and database."""

import os
from pathlib import Path

from tests.integration.worker_settings import *  # noqa: F403 - a settings module is the sum of its parts

ALLOWED_HOSTS = ["127.0.0.1"]
# No collectstatic before a test run; and a style sheet edited meanwhile is served whole.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# The files of the demonstration are copied along with its database.
MEDIA_ROOT = Path(os.environ["QINGFENG_TEST_FOLDER"]) / "media"
