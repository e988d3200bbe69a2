"""Settings common to every installation; values that differ come from the environment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from portal.settings.environment import read_environment
from portal.settings.parts import databases, security

ENV = read_environment()
DATA_DIR = ENV.data_dir

SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = ENV.allowed_hosts
DEBUG = False
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "portal",
    "tasks",
    "search",
    "training",
    "content",
    "accounts",
    "common",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "django_tasks",
    "modelcluster",
    "taggit",
    "treebeard",
    "import_export",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "common.middleware.MemoMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A copy holds every header set further in; what is set further out is set anew.
    "portal.page_cache.PageCacheMiddleware",
    "portal.middleware.PublicPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionLimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.middleware.RedirectsMiddleware",
    "axes.middleware.AxesMiddleware",
    # Last, so that it wraps the view alone.
    "common.middleware.AtomicWritesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = databases.from_environment(ENV)
CACHES = databases.caches_from_environment(ENV)
PAGE_CACHE = True
PAGE_CACHE_SHARED = bool(ENV.cache_url)  # beside the memory of each process

# ---- people -----------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.StaffNumberOrPhoneBackend",
]
AUTH_PASSWORD_VALIDATORS = security.PASSWORD_VALIDATORS
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

AXES_FAILURE_LIMIT = ENV.lockout_failures
AXES_COOLOFF_TIME = timedelta(minutes=ENV.lockout_minutes)
# The pair of person and address: an attacker must not be able to lock a victim out elsewhere. We say who and
# where: axes would count every writing of a number apart, and all who come through a proxy together.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.backends.lockout_name"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.lockout_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_IPWARE_PROXY_COUNT = ENV.trusted_proxies or None
AXES_VERBOSE = False

SESSION_IDLE = timedelta(minutes=ENV.session_idle_minutes)
SESSION_ABSOLUTE = timedelta(hours=ENV.session_absolute_hours)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # the Wagtail admin reads it from script
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"  # Wagtail itself answers SAMEORIGIN to its preview panel
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = security.PUBLIC_POLICY
ADMIN_CONTENT_SECURITY_POLICY = security.ADMIN_POLICY

# ---- language and time --------------------------------------------------------
# The words in code and templates are Chinese already, so the portal brings no catalogue of its own words;
# gettext is there for Wagtail's and Django's, and for another language some day. portal/locale has what
# Wagtail's Chinese catalogue leaves in English.
LANGUAGE_CODE = "zh-hans"
FORMAT_MODULE_PATH = "portal.formats"
LANGUAGES = [("zh-hans", _("简体中文"))]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "Y-m-d"

# ---- files --------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Nothing below it is reached but through content.views.files.
MEDIA_ACCEL_PREFIX = ENV.media_accel_prefix
# A pasted rule text is refused by its own form, in words, before Django's limit would answer 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# ---- Wagtail --------------------------------------------------------------------
WAGTAIL_SITE_NAME = "清风"
WAGTAILADMIN_BASE_URL = ENV.site_url
WAGTAIL_PAGE_MODEL = "content.BasePage"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "content.services.approving.publish_approved"
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 2000
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILADMIN_LOGIN_URL = "accounts:sign_in"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # Wagtail keeps it in plain text
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/sign-in/"
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []  # nothing is fetched from outside
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文")]
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": databases.wagtail_search_backend(ENV)},
}

# ---- search ---------------------------------------------------------------------
SEARCH_ENGINE = ENV.search_engine
SEARCH_INDEX_DIR = DATA_DIR / "search"
SEARCH_ELASTICSEARCH = {
    "urls": ENV.elasticsearch_urls,
    "user": ENV.elasticsearch_user,
    "password": ENV.elasticsearch_password,
    "ca_certs": ENV.elasticsearch_ca_certs,
    "prefix": ENV.elasticsearch_prefix,
    "replicas": ENV.elasticsearch_replicas,
    "shards": ENV.elasticsearch_shards,
    "timeout": ENV.elasticsearch_timeout,
}
EXPORT_DIR = DATA_DIR / "exports"  # lists of people; web server and workers see the same folder
SEARCH_TRACE_DIR = DATA_DIR / "traces"  # web server and workers see the same folder
SEARCH_TRACE_DAYS = ENV.search_trace_days

# ---- training -------------------------------------------------------------------
CERTIFICATE_KEY_FILE = (
    Path(ENV.certificate_key_file) if ENV.certificate_key_file else DATA_DIR / "certificate-key"
)
LRS_URL = ENV.lrs_url
LRS_USER = ENV.lrs_user
LRS_PASSWORD = ENV.lrs_password

# ---- jobs -----------------------------------------------------------------------
# Wagtail's own background work goes through the same outbox as ours.
TASKS = {"default": {"BACKEND": "common.task_backend.OutboxTaskBackend"}}
CELERY_BROKER_URL = ENV.broker_url or "filesystem://"
QUEUE_DIR = DATA_DIR / "queue"

SITE_URL = ENV.site_url
COMPONENTS_PAGE = False  # /components/: all components in all states, for those who work on the look

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    # Every save of a page is in the audit log; the log need not repeat it, nor each question to a node.
    "loggers": {"wagtail": {"level": "WARNING"}, "elastic_transport": {"level": "WARNING"}},
}
