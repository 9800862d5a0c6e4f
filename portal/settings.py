"""Every setting of Kring, read from the environment; a self-hoster edits `.env`, never this file.

Without any environment this is the embedded default: SQLite, a private Redis on a unix socket, mail to
files, media under `var/`. `KRING_ENV=production` demands the rest and switches the safety catches on.
"""

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal import env, keys

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_file(Path(os.environ.get("KRING_ENV_FILE", BASE_DIR / ".env")))

KRING_ENV = env.text("KRING_ENV", "embedded")
if KRING_ENV not in {"embedded", "production"}:
    raise ImproperlyConfigured(f"KRING_ENV must be embedded or production, not {KRING_ENV!r}.")
PRODUCTION = KRING_ENV == "production"

DEBUG = env.flag("DEBUG", False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("DEBUG shows data to strangers and is refused in production.")

# Everything Kring writes itself lives under this one directory: the thing to back up.
VAR_DIR = Path(env.text("KRING_VAR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(mode=0o750, parents=True, exist_ok=True)

SECRET_KEY = env.secret("SECRET_KEY") if PRODUCTION else env.secret("SECRET_KEY", "")
SECRET_KEY = SECRET_KEY or keys.own_key(VAR_DIR / "secret_key", keys.new_secret_key)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS", [])

# -- Addresses ------------------------------------------------------------------------------------------
PORT = env.number("PORT", 8000)
KRING_URL = env.origin("KRING_URL") if PRODUCTION else env.origin("KRING_URL", f"http://127.0.0.1:{PORT}")
if PRODUCTION and not KRING_URL.startswith("https://"):
    raise ImproperlyConfigured("KRING_URL must start with https:// in production.")
# Where event streams are answered (`python -m portal.live`). Empty: no streams, open pages ask by themselves.
KRING_LIVE_URL = env.origin("KRING_LIVE_URL", "")
if PRODUCTION and KRING_LIVE_URL and not KRING_LIVE_URL.startswith("https://"):
    raise ImproperlyConfigured("KRING_LIVE_URL must start with https:// in production.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", None if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [KRING_URL] if PRODUCTION else [])
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

# -- Apps -----------------------------------------------------------------------------------------------
# django.contrib.admin is left out on purpose: its sign-in knows no rate limit and its pages no visible_to.
INSTALLED_APPS = [
    "portal",
    "moderation",
    "delivery",
    "posts",
    "conversations",
    "agenda",
    "consent",
    "hours",
    "policies",
    "groups",
    "people",
    "common",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "guardian",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "portal.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.CompressTextMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.PrivatePagesMiddleware",
    "csp.middleware.CSPMiddleware",
    # A mail program that stops mail comes without a cookie: answered before there is a session.
    "delivery.middleware.OneClickStopMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.PlainAddressMiddleware",
    "policies.middleware.HouseRulesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("forms",)
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_FAIL_SILENTLY = False

# -- Database -------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def sqlite(path: Path) -> dict[str, Any]:
    """Return SQLite as it must be used here: WAL, and the write lock taken at BEGIN, never halfway."""
    pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "mmap_size=134217728", "journal_size_limit=27103364")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas),
        },
    }


def postgresql() -> dict[str, Any]:
    """Return the database of DATABASE_URL, with limits so that one slow page cannot hold all the others."""
    limit = env.number("DATABASE_STATEMENT_TIMEOUT", 10_000)
    options = f"-c statement_timeout={limit} -c idle_in_transaction_session_timeout=30000"
    # Given to the migrations alone: the owner of the tables. The portal itself runs as another role.
    owner = env.secret("OWNER_DATABASE_URL", "")
    base = env.database("OWNER_DATABASE_URL" if owner else "DATABASE_URL")
    return base | {
        "CONN_MAX_AGE": env.number("DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": options, "connect_timeout": 5} | base.get("OPTIONS", {}),
    }


DATABASES = {
    "default": postgresql()
    if PRODUCTION or env.secret("DATABASE_URL", "")
    else sqlite(VAR_DIR / "kring.sqlite3")
}

# Whom `restrict_database_role` keeps within bounds: the role in DATABASE_URL and its password.
PORTAL_ROLE: dict[str, Any] = env.database("DATABASE_URL") if env.secret("DATABASE_URL", "") else {}

# -- Redis: cache, rate limits and the bell for background work -----------------------------------------
REDIS_SOCKET = VAR_DIR / "redis" / "redis.sock"
REDIS_URL = env.secret("REDIS_URL") if PRODUCTION else env.secret("REDIS_URL", f"unix://{REDIS_SOCKET}")
REDIS_CACHE: dict[str, Any] = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": REDIS_URL,
    "KEY_PREFIX": "kring",
    "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
}
CACHES = {
    # Counts attempts to sign in: when it is away, nobody signs in.
    "default": REDIS_CACHE,
    # Spares a query: when it is away, pages go on.
    "sessions": REDIS_CACHE | {"BACKEND": "common.cache.SessionCache"},
}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)

# -- Files ----------------------------------------------------------------------------------------------
# Media has no address: photos and documents leave only through a view that asked `visible_to`.
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_DIR / "media")))
MEDIA_URL = ""
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
ASSETS_DIR = Path(env.text("ASSETS_DIR", str(BASE_DIR / "var" / "assets")))
STATICFILES_DIRS = [path for path in (BASE_DIR / "static", ASSETS_DIR) if path.is_dir()]
# Serving straight from the sources saves `make run` the collecting; the image build collects and hashes.
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage."
        + ("ManifestStaticFilesStorage" if PRODUCTION else "StaticFilesStorage")
    },
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
# A piece of a photo stays in memory. A whole one waits here: for our eyes only, and swept when it is left behind.
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "arriving"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
FILE_UPLOAD_HANDLERS = [
    "common.upload_handler.RequestLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# -- Signing in -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "people.backends.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # signing in needs none; what goes to an address does: people.queries
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(KRING_URL).scheme
# How many proxies stand in front: only that many entries of X-Forwarded-For are believed (rate limits).
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT

# Rows in the database, so that a session can be ended from the outside; Redis only spares the query.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
KRING_STAFF_SESSION = timedelta(hours=12)
SESSION_COOKIE_NAME = "__Host-sessionid" if PRODUCTION else "sessionid"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# -- Headers --------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, *([KRING_LIVE_URL] if KRING_LIVE_URL not in {"", KRING_URL} else [])],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- Language and time ----------------------------------------------------------------------------------
# No LocaleMiddleware: a Dutch school speaks Dutch, whatever language the browser was bought in, until
# somebody chooses another one; portal.middleware.ChosenLanguageMiddleware reads that choice.
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True

# -- Mail -----------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 10
if PRODUCTION or env.secret("EMAIL_URL", ""):
    globals().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL") if PRODUCTION else "Kring <kring@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where mail servers return what did not arrive (`bounce@…`, with plus addressing). Empty: to the sender, unread.
BOUNCE_ADDRESS = env.text("BOUNCE_ADDRESS", "").lower()
if BOUNCE_ADDRESS and not re.fullmatch(r"[a-z0-9._-]{1,20}@[a-z0-9-]+(\.[a-z0-9-]+)+", BOUNCE_ADDRESS):
    raise ImproperlyConfigured(
        "BOUNCE_ADDRESS must look like bounce@example.nl, at most 20 signs before the @."
    )
# Where Kring reads them: maildir:///path or imaps://user:password@host/INBOX. Empty: `manage.py take_in_bounce`.
BOUNCE_MAILBOX_URL = env.secret("BOUNCE_MAILBOX_URL", "")
if BOUNCE_MAILBOX_URL and not BOUNCE_ADDRESS:
    raise ImproperlyConfigured("BOUNCE_MAILBOX_URL needs BOUNCE_ADDRESS.")

# -- Web push -------------------------------------------------------------------------------------------
# One line of `manage.py create_push_keys`. In production, empty means that nobody gets messages on a telephone.
PUSH_PRIVATE_KEY = env.secret("PUSH_PRIVATE_KEY", "")
if not PRODUCTION:
    PUSH_PRIVATE_KEY = PUSH_PRIVATE_KEY or keys.own_key(VAR_DIR / "push_key", keys.new_push_key)
if PUSH_PRIVATE_KEY and not re.fullmatch(r"[A-Za-z0-9_-]{43}", PUSH_PRIVATE_KEY):
    raise ImproperlyConfigured("PUSH_PRIVATE_KEY must be the line that `manage.py create_push_keys` prints.")
# Push services besides those of the browser vendors, as https://host or https://host:port.
PUSH_HOSTS = env.origins("PUSH_HOSTS", [])
if PRODUCTION and any(not host.startswith("https://") for host in PUSH_HOSTS):
    raise ImproperlyConfigured("PUSH_HOSTS must start with https:// in production.")

# What staff should know beside posts and conversations: each floor that has something to say, named here so that
# delivery and those floors need not know of each other.
NOTICE_SOURCES = ["delivery.queries.cadence.missing_posts", "moderation.queries.news.reports_waiting"]

# Which mail domains schools ask of their colleagues: asked by groups, decided a floor up.
STAFF_MAIL_DOMAINS = "policies.queries.staff_domains"

# -- Time stamps --------------------------------------------------------------------------------------
# An outside authority (RFC 3161) that signs when the last link of the chain existed; empty means none.
TSA_URL = env.text("TSA_URL", "")
# The certificate its answers are checked against; empty means that only their content is checked.
TSA_CA_FILE = env.text("TSA_CA_FILE", "")
if TSA_URL and urlsplit(TSA_URL).scheme not in {"http", "https"}:
    raise ImproperlyConfigured("TSA_URL must start with http:// or https://.")

# -- Log ------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "portal.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {
            "class": "portal.logs.LineFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    # Pages that are not found are no news, and their address may hold the key of a reset link.
    "loggers": {
        "django": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        # Whoever scans the internet asks for other hosts all day; they get a 400.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # At DEBUG it writes down what is in a photo beside the picture: places, names, remarks.
        "PIL": {"level": "INFO"},
    },
}
