"""Everything that comes from the environment is read here and nowhere else in the app."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
MALMOI_DATA = Path(os.environ.get("MALMOI_DATA") or BASE_DIR / "var").resolve()
DEBUG = os.environ.get("DEBUG", "") == "1"


def _secret_key() -> str:
    """From SECRET_KEY, else from a file made at the first start: sessions outlive a restart, and no two set-ups share a key."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = MALMOI_DATA / "secret_key"
    try:
        if kept := path.read_text().strip():
            return kept
    except FileNotFoundError:
        pass
    MALMOI_DATA.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(50))
    try:
        os.link(fresh, path)  # fails when another process was first: then its key counts
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
SECURE_COOKIES = os.environ.get("SECURE_COOKIES", "") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "malmoi_session"
CSRF_COOKIE_NAME = "malmoi_csrf"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
# Pictures and sounds may come from wherever a corpus points at, or only from the hosts named; scripts and styles only from here.
MEDIA_FROM = os.environ.get("MEDIA_FROM", "http: https:").replace(";", " ").replace(",", " ")
CONTENT_SECURITY_POLICY = (
    f"default-src 'self'; img-src 'self' data: blob: {MEDIA_FROM}; media-src 'self' blob: {MEDIA_FROM}; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "guidelines",
    "annotate.accounts",
    "annotate.projects",
    "annotate.items",
    "annotate.queue",
    "annotate.annotations",
    "annotate.review",
    "annotate.corpus",
    "annotate.learning",
    "annotate.jobs",
    "annotate.api",
    "annotate.web",
    "config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "annotate.web.middleware.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "annotate.web.middleware.PageHeaders",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- database: SQLite where nothing is said, PostgreSQL by DATABASE_URL ------------------------------------------
DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{MALMOI_DATA / 'malmoi.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600)}
# NORMAL: what was acknowledged survives the death of any process. FULL: also a power cut, at an fsync for every write.
SQLITE_SYNCHRONOUS = os.environ.get("SQLITE_SYNCHRONOUS", "NORMAL").upper()
if SQLITE_SYNCHRONOUS not in ("NORMAL", "FULL", "EXTRA"):
    raise ImproperlyConfigured("SQLITE_SYNCHRONOUS: one of NORMAL, FULL, EXTRA.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction that will write says so at once: else two readers that both turn writer dead-lock ("database is locked").
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SQLITE_SYNCHRONOUS}; PRAGMA foreign_keys=ON; "
            "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456; PRAGMA journal_size_limit=67108864"
        ),
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    # Parameters travel beside the statement, so that the few statements of the hot path are parsed and planned once per connection.
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 5}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    raise ImproperlyConfigured("DATABASE_URL: Malmoi runs on SQLite and PostgreSQL only.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:login"

# --- jobs --------------------------------------------------------------------------------------------------------
EMBEDDED_BROKER = "filesystem://localhost/"
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or EMBEDDED_BROKER
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# In memory: the sweep needs no history, and a file of it would be one more thing that a killed worker leaves torn.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
# A running job says several times in this many seconds that it lives; one silent for longer has died with its worker.
JOB_STALE_SECONDS = float(os.environ.get("JOB_STALE_SECONDS", "15"))
# How often somebody looks whether a training is due. A look that waited behind a long job is dropped: the next one sees the same rows.
PIPELINE_LOOK_SECONDS = float(os.environ.get("PIPELINE_LOOK_SECONDS", "5"))
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "annotate.jobs.sweep", "schedule": JOB_STALE_SECONDS},
    "look": {"task": "annotate.jobs.look", "schedule": PIPELINE_LOOK_SECONDS, "options": {"expires": 2 * PIPELINE_LOOK_SECONDS}},
}
if CELERY_BROKER_URL == EMBEDDED_BROKER:
    _bell = MALMOI_DATA / "celery" / "messages"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_bell),
        "data_folder_out": str(_bell),
        "control_folder": str(MALMOI_DATA / "celery" / "control"),
        "store_processed": False,
        "polling_interval": 0.25,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
    _bell.mkdir(parents=True, exist_ok=True)
elif CELERY_BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 6 * 3600}

# --- the model half ----------------------------------------------------------------------------------------------
ML_BACKEND_URL = os.environ.get("ML_BACKEND_URL", "").rstrip("/")
ML_BACKEND_TOKEN = os.environ.get("ML_BACKEND_TOKEN", "")
# A chat endpoint that rules may put questions to (an OpenAI-compatible one): on this machine, or on a host named in PROMPT_HOSTS.
PROMPT_URL = os.environ.get("PROMPT_URL", "").rstrip("/")
PROMPT_MODEL = os.environ.get("PROMPT_MODEL", "default")
PROMPT_TOKEN = os.environ.get("PROMPT_TOKEN", "")
PROMPT_HOSTS = [host for host in os.environ.get("PROMPT_HOSTS", "").split(",") if host]
PROMPT_MOST = int(os.environ.get("PROMPT_MOST", "1000"))  # questions each time the rules are applied
os.environ.setdefault("MALMOI_DATA", str(MALMOI_DATA))  # ml_backend reads its own settings from the environment

# --- the demo: who may log in, shown on the log-in page as long as the demo is there -----------------------------
DEMO_PASSWORD = "malmoi-demo"
DEMO_PEOPLE = {
    "lead@demo.test": ("Lead", "lead"),
    "ann@demo.test": ("Ann", "annotator"),
    "ben@demo.test": ("Ben", "annotator"),
    "cho@demo.test": ("Cho", "annotator"),
    "judge@demo.test": ("Judge", "adjudicator"),
    "admin@demo.test": ("Admin", "admin console"),
}

# --- files and pages ---------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = MALMOI_DATA / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [("build", BASE_DIR / "annotate" / "static" / "build")]
STATICFILES_DIRS[0][1].mkdir(parents=True, exist_ok=True)
WHITENOISE_USE_FINDERS = True  # the pages work from a checkout without a collectstatic step
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_TEMP_DIR = MALMOI_DATA / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "annotate.web.uploads.LayDown"]
DATA_UPLOAD_MAX_NUMBER_FILES = 10_000  # a folder of pictures; what is larger comes as a zip archive
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "malmoi_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["annotate.api.authentication.Token", "annotate.api.authentication.Session"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["annotate.api.renderers.JSON"],
    "DEFAULT_PARSER_CLASSES": ["annotate.api.parsers.JSON"],
    "EXCEPTION_HANDLER": "annotate.api.errors.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # `?format=` names the format of an export, never DRF's renderer.
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Malmoi",
    "DESCRIPTION": "Build a labelled corpus together, and teach a model with it while it grows.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    # Fields of one name with different values: each set of values has a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "Scale": ["nominal", "ordinal", "interval"],
        "LanguageLevel": ["native", "second", "learner"],
        "Role": ["lead", "annotator", "adjudicator", "viewer"],
        "InvitedRole": ["annotator", "adjudicator", "viewer"],
        "AskedKind": ["question", "flag"],
        "RoundKind": ["pilot", "training", "production", "reannotation"],
        "MappingKind": ["rename", "merge", "split", "retire"],
        "ExampleKind": ["yes", "no", "hard"],
        "ExampleState": ["waiting", "placed", "dismissed"],
        "TrialState": ["queued", "done", "failed"],
        "ModelState": ["candidate", "champion", "retired"],
        "WeakRuleKind": ["keywords", "pattern", "metadata", "prompt"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"malmoi": {"level": os.environ.get("LOG_LEVEL", "INFO")}},
}
