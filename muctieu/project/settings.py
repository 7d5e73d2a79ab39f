"""Settings: one file, read from the environment, failing loudly.

Every variable is documented in ``.env.example``; a test holds the two together.
"""

from __future__ import annotations

import pkgutil
import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from muctieu.project.logs import LOGGING_CONFIGURATION, configure_logs
from muctieu.project.paths import CHECKOUT, PACKAGE, data_folder

env = environ.Env()
if (CHECKOUT / ".env").exists():
    env.read_env(CHECKOUT / ".env")

DATA = data_folder()
DATA.mkdir(parents=True, exist_ok=True)


def _secret() -> str:
    """The secret of this installation: from the environment, or made once and kept by the owner."""
    given: str = env("MUCTIEU_SECRET_KEY", default="")
    if given:
        return given
    kept = DATA / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return kept.read_text(encoding="ascii")


def _sectors() -> list[str]:
    """Every folder of ``sectors/`` is an app; no list is edited to add one."""
    folder = str(PACKAGE / "sectors")
    names = sorted(one.name for one in pkgutil.iter_modules([folder]) if one.ispkg)
    return [f"muctieu.sectors.{name}" for name in names]


SECRET_KEY = _secret()
DEBUG = env.bool("MUCTIEU_DEBUG", default=False)
# This machine itself is always let in: whoever supervises the site asks it for its health.
THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS: list[str] = [*env.list("MUCTIEU_HOSTS", default=[]), *THIS_MACHINE]
CSRF_TRUSTED_ORIGINS: list[str] = env.list("MUCTIEU_ORIGINS", default=[])
BEHIND_PROXY = env.bool("MUCTIEU_BEHIND_PROXY", default=False)
AGENCY: str = env("MUCTIEU_AGENCY", default="")

# Letters lie in a folder until an office says by which server they go.
MAIL: dict[str, Any] = env.email("MUCTIEU_MAIL", default=f"filemail:///{DATA / 'mail'}")
EMAIL_BACKEND: str = MAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH: str = MAIL["EMAIL_FILE_PATH"]
EMAIL_HOST: str = MAIL["EMAIL_HOST"] or ""
EMAIL_HOST_USER: str = MAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD: str = MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_PORT: int = MAIL["EMAIL_PORT"] or 25
EMAIL_USE_TLS: bool = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = env("MUCTIEU_MAIL_FROM", default="muctieu@localhost")

SECTORS = _sectors()
INSTALLED_APPS = [
    "muctieu.project",
    "muctieu.desk",
    "muctieu.portal",
    *SECTORS,
    "muctieu.statements",
    "muctieu.response",
    "muctieu.indicators",
    "muctieu.plan",
    "muctieu.registers",
    "muctieu.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "muctieu.project.logs.request_id",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "muctieu.project.accounts.one_time_password",
    "muctieu.desk.audience.audience",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "muctieu.project.urls"
CSRF_FAILURE_VIEW = "muctieu.project.views.form_expired"
WSGI_APPLICATION = "muctieu.project.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "muctieu.project.page.page",
            ],
        },
    }
]


def _sqlite(path: Path, synchronous: str) -> dict[str, Any]:
    """SQLite with one writer at a time that waits its turn (design §3)."""
    pragmas = f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; PRAGMA cache_size=-65536; PRAGMA secure_delete=ON;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE", "init_command": pragmas},
    }


DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL")
    if env("DATABASE_URL", default="")
    else _sqlite(DATA / "muctieu.sqlite3", "FULL"),
    "ops": _sqlite(DATA / "ops.sqlite3", "NORMAL"),
}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DATABASE_ROUTERS = ["muctieu.core.routing.TwoDatabases"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "rate_limits",
    },
    # Drawn charts, so that a start does not wait for the drawing engine.
    "drawings": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "drawings",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # Texts of scans, so that it does not wait for what builds them either.
    "texts": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "texts",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "muctieu.project.accounts.NoSignUp"
ACCOUNT_FORMS = {"change_password": "muctieu.project.password_form.AnotherPassword"}
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "project" / "locale"]
FORMAT_MODULE_PATH = ["muctieu.project.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_TEMP_DIR = None
# A form is read, its files with it, before anybody is asked who they are: so the limit comes first.
FILE_UPLOAD_HANDLERS = [
    "muctieu.desk.uploads.AtMost",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# A form of 400 places is confirmed at once, six fields a place (desk/filling.py).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
if BEHIND_PROXY:
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # attempts are counted by client, not all as the proxy's
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000

LOGGING_CONFIG = None
LOGGING = LOGGING_CONFIGURATION
LOG_TO: str = env("MUCTIEU_LOG", default="file")
configure_logs(
    env("MUCTIEU_LOG_LEVEL", default="INFO"), None if LOG_TO == "stderr" else DATA / "log.jsonl"
)
