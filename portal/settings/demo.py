"""What `make demo` runs: readers are answered as on a server, over plain http on this machine."""

from portal.settings.base import *  # noqa: F403 - a settings module is the sum of its parts
from portal.settings.base import DATA_DIR, ENV
from portal.settings.parts.keys import kept_key

SECRET_KEY = ENV.secret_key or kept_key(DATA_DIR)
# Nobody collects static files for a demonstration; they are looked up once, at the start.
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
