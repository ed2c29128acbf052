"""One settings file. What differs between installations comes from the environment, all of it named here."""

import os
import secrets
import sqlite3
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"SOJOURN_{name}", default)


def env_flag(name: str) -> bool:
    return env(name).lower() in {"1", "true", "yes", "on"}


TESTING = "pytest" in sys.modules or env_flag("TEST")
DEBUG = env_flag("DEBUG")
DATA = Path(env("DATA") or ROOT / "data")
SITE_URL = env("URL", "http://localhost:8000").rstrip("/")


def secret_key() -> str:
    """The key in DATA/secret_key (0600), made on the first start; tests use a fixed one."""
    if TESTING:
        return "tests-only-" + "x" * 50
    path = DATA / "secret_key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # server and worker may start in the same instant
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = secret_key()
# for fields at rest; the first locks, all open; without any they follow from the secret key
FIELD_KEYS = [key for key in env("FIELD_KEYS").split(",") if key]
HOST = urlsplit(SITE_URL).hostname or "localhost"
ALLOWED_HOSTS = sorted({HOST, "localhost", "127.0.0.1", *filter(None, env("HOSTS").split(","))})
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "sojourn.ui",
    "sojourn.journal",
    "sojourn.documents",
    "sojourn.post",
    "sojourn.people",
    "sojourn.societies",
    "sojourn.centres",
    "sojourn.calls",
    "sojourn.applications",
    "sojourn.reviews",
    "sojourn.selection",
    "sojourn.awards",
    "sojourn.placements",
    "sojourn.agreements",
    "sojourn.payments",
    "sojourn.certificates",
    "sojourn.alumni",
    "sojourn.letters",
    "sojourn.desks",
    "sojourn.public",
    "sojourn.api",
    "sojourn.upkeep",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sojourn.upkeep.middleware.trouble",
    "sojourn.upkeep.middleware.clock",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sojourn.ui.middleware.Held",
    "sojourn.ui.middleware.Answers",
    "sojourn.upkeep.middleware.privacy",
]

ROOT_URLCONF = "sojourn.config.urls"
WSGI_APPLICATION = "sojourn.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # allauth's own templates fail the accessibility checks: ours come first
        "DIRS": [ROOT / "sojourn" / "ui" / "templates" / "allauth"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sojourn.desks.where.where",
            ],
        },
    }
]
FORM_RENDERER = "sojourn.ui.forms.Renderer"


def database() -> dict:
    """SQLite in DATA unless SOJOURN_DATABASE names postgresql://user:password@host:port/name?host=socket."""
    url = env("DATABASE")
    if url:
        parts = urlsplit(url)
        options = dict(pair.split("=", 1) for pair in parts.query.split("&") if pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(options.pop("host", "")) or parts.hostname or "",
            "PORT": str(parts.port or options.pop("port", "")),
            "CONN_MAX_AGE": 0 if not TESTING else 60,
            "OPTIONS": {} if TESTING else {"pool": {"min_size": 1, "max_size": 8}},
        }
    # below SQLite 3.51.3 a WAL with several connections can be corrupted by a checkpoint: DELETE there
    journal = "WAL" if sqlite3.sqlite_version_info >= (3, 51, 3) else "DELETE"
    pragmas = {"journal_mode": journal, "synchronous": "FULL", "mmap_size": 0}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "sojourn.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "".join(f"PRAGMA {name}={value};" for name, value in pragmas.items()),
        },
        "TEST": {"NAME": None},
    }


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["sojourn.config.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desks:home"
LOGOUT_REDIRECT_URL = "public:home"

ACCOUNT_ADAPTER = "sojourn.people.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "sojourn.people.forms.SignUp"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False if TESTING else {}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("PROXIES", "0"))

LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
WHITENOISE_AUTOREFRESH = TESTING or DEBUG
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# mail: a real SMTP server by SOJOURN_SMTP=smtp://user:password@host:port (smtps:// for TLS from the start)
SMTP = urlsplit(env("SMTP", "smtp://localhost:25"))
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = SMTP.hostname or "localhost"
EMAIL_PORT = SMTP.port or 25
EMAIL_HOST_USER = unquote(SMTP.username or "")
EMAIL_HOST_PASSWORD = unquote(SMTP.password or "")
EMAIL_USE_SSL = SMTP.scheme == "smtps"
EMAIL_USE_TLS = SMTP.scheme == "smtp+tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("FROM", "Sojourn <office@sojourn.example>")

# http on a loopback address is a person trying it out; everything else is https
LOOPBACK = HOST in {"localhost", "127.0.0.1"} and urlsplit(SITE_URL).scheme == "http"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOOPBACK
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "sojourn.ui.errors.csrf"
if not LOOPBACK:
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS = ["security.W004"]
