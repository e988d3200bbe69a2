"""The settings of a web server that a test starts and kills: it takes the sessions the test made."""

import os

from tests.browser.portal_settings import *  # noqa: F403 - a settings module is the sum of its parts

SECRET_KEY = os.environ["QINGFENG_TEST_SECRET"]
