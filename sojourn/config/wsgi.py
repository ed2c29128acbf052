"""The entry for a WSGI server: `sojourn.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sojourn.config.settings")
application = get_wsgi_application()
