"""The web server's entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
django_application = get_wsgi_application()

from portal.beat_path import BeatPath  # noqa: E402 - after the set-up
from portal.warming import warm_up  # noqa: E402

warm_up()
application = BeatPath(django_application)
