"""The settings of a web server a test starts and kills; it knows what the test has signed."""

import os

from tests.integration.worker_settings import *  # noqa: F403 - a settings module is the sum of its parts

SECRET_KEY = os.environ["QINGFENG_TEST_SECRET"]
