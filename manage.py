#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
    from django.core.management import execute_from_command_line

    from portal.settings.environment import BadEnvironmentError

    try:
        execute_from_command_line(sys.argv)
    except BadEnvironmentError as error:
        sys.exit(str(error))
