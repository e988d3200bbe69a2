"""A server people use, behind a proxy that speaks TLS."""

from portal.settings.base import *  # noqa: F403 - a settings module is the sum of its parts
from portal.settings.base import ALLOWED_HOSTS, ENV
from portal.settings.environment import BadEnvironmentError

if len(ENV.secret_key) < 50:
    raise BadEnvironmentError("QINGFENG_SECRET_KEY: at least 50 characters are required in production")
if "*" in ALLOWED_HOSTS:
    raise BadEnvironmentError("QINGFENG_ALLOWED_HOSTS: '*' is not allowed in production")

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_TRUSTED_ORIGINS = [ENV.site_url]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
