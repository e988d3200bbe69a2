"""For those who change the portal: `manage.py` and its `runserver`. Readers never see it."""

from portal.settings.base import *  # noqa: F403 - a settings module is the sum of its parts
from portal.settings.base import SECRET_KEY

SECRET_KEY = SECRET_KEY or "development-only-key-that-signs-nothing-outside-this-machine"
DEBUG = True
COMPONENTS_PAGE = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
