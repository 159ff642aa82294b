"""Every setting, read from the environment; each NAME may also be given as NAME_FILE.

Nothing here has a secret as its default. With DEMO=on (what `./dev` writes into `.env`) the site
runs on this machine alone, without TLS, and makes its own random key in `var/`.
"""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from ranpptppo import api_settings
from ranpptppo.lib.file_storage import private_folder, private_storage
from ranpptppo.lib.scheduling import job
from ranpptppo.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()
env.read_env(BASE_DIR / ".env")

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)

# Files of the running site: database of the demo, uploads, queue, cache, collected static files.
VAR_DIR = private_folder(Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve())


def read_secret_key() -> str:
    """SECRET_KEY of the environment; in the demo a random one kept in var/."""
    key: str = env.str("SECRET_KEY", default="").strip()
    if key:
        return key
    if not DEMO:
        advice = "Give SECRET_KEY or SECRET_KEY_FILE in production; to try the site on this machine run ./dev demo."
        raise ImproperlyConfigured(f"SECRET_KEY is not set. {advice}")
    kept = VAR_DIR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(64))
    return kept.read_text()


SECRET_KEY = read_secret_key()

# --- Addresses and transport -------------------------------------------------------------------

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOCAL_HOSTS if DEMO else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# How many reverse proxies of ours stand before gunicorn; 0 believes no forwarded header.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if DEMO else env.int("HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SESSION_COOKIE_SECURE = not DEMO
CSRF_COOKIE_SECURE = not DEMO
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

# A working day, and never longer than the browser stays open.
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=8) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Application -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "ranpptppo",
    "clusters",
    "actions",
    "reports",
    "ranpptppo.admin_config.OfficeConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "rest_framework.authtoken",
    "simple_history",
]

MIDDLEWARE = [
    "ranpptppo.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ranpptppo.compression.CompressPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Whoever is not logged in sees only the views marked login_not_required.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    # Whose password the secretariat has reset chooses an own one first.
    "clusters.middleware.PasswordChangeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "ranpptppo.method_pages.MethodPages",
]

ROOT_URLCONF = "ranpptppo.urls"
WSGI_APPLICATION = "ranpptppo.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reports.navigation.navigation",
                "reports.navigation.inbox",
            ],
            # Numbers, dates, badges and icons: used by every page, so without {% load %}.
            "builtins": [
                "django.templatetags.static",
                "ranpptppo.lib.template_formats",
                "ranpptppo.lib.template_components",
                "actions.templatetags.progress",
                "actions.templatetags.evidence",
            ],
        },
    }
]
FORM_RENDERER = "ranpptppo.lib.form_renderer.FormRenderer"

LANGUAGE_CODE = "id"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
USE_TZ = True

# --- Databases and cache -----------------------------------------------------------------------


def read_database() -> dict[str, Any]:
    """The database of DATABASE_URL, SQLite in var/ where none is given.

    DATABASE_PASSWORD (or DATABASE_PASSWORD_FILE) overrides the address's password, so that the
    database server and the site can read one secret file.
    """
    address = env.str("DATABASE_URL", default="").strip() or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"
    database: dict[str, Any] = env.db_url_config(address)
    password: str = env.str("DATABASE_PASSWORD", default="").strip()
    if password:
        database["PASSWORD"] = password
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    else:
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES = {"default": read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes, Redis or files: limits are counted in it.
REDIS_URL = env.str("REDIS_URL", default="").strip()
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": private_folder(VAR_DIR / "cache"),
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }

# --- Files -------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
# Evidence and reports: never under a web address, only through a view that asks who is there.
MEDIA_ROOT = private_folder(VAR_DIR / "media")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000  # one form holds all of an organization's indicators of a period
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# A virus scanner (clamd) that every uploaded file must pass: host:port or the path of its socket; empty for none.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="").strip()

# The demo serves static/ as it lies; production serves collected, compressed, hashed copies.
WHITENOISE_USE_FINDERS = DEMO
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["br", "gz", "jpg", "map", "png", "woff2", "zip"]
STORAGES = {
    "default": private_storage(env),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Login -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "clusters.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{VALIDATION}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["name", "email"]}},
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{VALIDATION}.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
# The admin shows the history of reference data; nobody goes back to an earlier state from there.
SIMPLE_HISTORY_REVERT_DISABLED = True

ACCOUNT_ADAPTER = "clusters.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "clusters.forms.login.LoginForm",
    "change_password": "clusters.forms.login.ChangePasswordForm",
    "reset_password": "clusters.forms.login.ResetPasswordForm",
    "reset_password_from_key": "clusters.forms.login.ResetPasswordKeyForm",
    "reauthenticate": "clusters.forms.login.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Never by address alone: a whole ministry sits behind one. Axes counts user and address together.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reset_password": "5/m/key",
    "reset_password_from_key": None,
}

# Counted in the database, which every process shares: there the secretariat can lift a person's lock-out,
# while a cache forgets under pressure and knows a counter only by user and address together.
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_CALLABLE = "clusters.accounts.login_name"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_CLIENT_IP_CALLABLE = "ranpptppo.logs.client_address"
AXES_CLIENT_STR_CALLABLE = "ranpptppo.logs.anonymous_client"
AXES_ENABLE_ADMIN = False

# --- E-mail ------------------------------------------------------------------------------------

# In the demo every letter is a file in var/mail.
EMAIL_URL = env.str("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}").strip()
vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20  # seconds; a server that hangs must not hold the worker
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ran-pptppo@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- API ---------------------------------------------------------------------------------------

REST_FRAMEWORK = api_settings.REST_FRAMEWORK
SPECTACULAR_SETTINGS = api_settings.SPECTACULAR_SETTINGS

# --- Work in the background --------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "filesystem://localhost").strip()
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if CELERY_BROKER_URL.startswith("filesystem:"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(private_folder(VAR_DIR / "queue")),
        "data_folder_out": str(VAR_DIR / "queue"),
        "control_folder": str(private_folder(VAR_DIR / "queue" / "control")),
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
# What prints reports waits in a line of its own. A worker takes from both lines in turn, so that the reaper, receipts and
# mails stand behind one section at most, and not behind the five hundred of a large report.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("celery", "printing")]
CELERY_TASK_ROUTES = {
    f"reports.{name}": {"queue": "printing"} for name in ("render_report", "render_section", "bind_report")
}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SOFT_TIME_LIMIT = 10 * 60
CELERY_TASK_TIME_LIMIT = 12 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Each printed part leaves a little in the libraries of fonts: a process that rose this high (KiB) makes room for a new one.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 190 * 1024
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # A broker does not save the job of a killed worker; the report's own row does. A late reminder is worth nothing.
    "take-up-abandoned-reports": job("reports.take_up_abandoned", 60, expires=50),
    "take-up-abandoned-evidence": job("actions.take_up_evidence", 60, expires=50),
    # Most minutes it finds nothing to do; after a due moment it computes every plan that the moment was one of.
    "refresh-region-figures": job("reports.refresh_region_figures", 60, expires=50),
    "remove-orphaned-files": job("actions.remove_orphaned_files", crontab(hour="2", minute="40"), expires=3600),
    "prune-printed": job("reports.prune", crontab(hour="2", minute="50"), expires=3600),
    # Daily matters, asked for each hour (WIB): what was told or sent is not again; a run nobody took in 50 minutes is dropped.
    "remind": job("actions.remind", crontab(minute=0, hour="5-18"), expires=3000),
    "take-up-invitations": job("clusters.take_up_invitations", 600, expires=500),
    "remind-of-decrees": job("clusters.remind_of_decrees", crontab(minute=5, hour="5-18"), expires=3000),
    "send-digests": job("clusters.send_digests", crontab(minute=15, hour="6-18"), expires=3000),
}

# --- The site's own address, printed in reports and e-mails --------------------------------------

SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")

# --- Signed copies of reports: a folder of PEM files, the roots whose certificates are trusted ----

SIGNATURE_ROOTS = env.str("SIGNATURE_ROOTS", default="")

# --- Logs --------------------------------------------------------------------------------------

# One JSON object a line, without names, addresses or what was typed: see ranpptppo/logs.py.
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING = logging_settings(LOG_LEVEL)
