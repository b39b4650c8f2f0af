"""Django's settings. What differs between servers comes from the environment alone."""

from datetime import timedelta
from importlib.resources import files

from silian.config import environment as env

SILIAN_DATA_DIR = env.open_data_dir()
SILIAN_FILES = SILIAN_DATA_DIR / "files"
SILIAN_DEMO = env.read_switch("SILIAN_DEMO") or (SILIAN_DATA_DIR / "demo").exists()
SILIAN_BIND_HOST = env.read("SILIAN_BIND_HOST")
SILIAN_BEHIND_PROXY = env.read_switch("SILIAN_BEHIND_PROXY")
# Behind a proxy other machines reach the server, whatever address it is bound to.
SILIAN_IS_LOOPBACK = env.is_loopback(SILIAN_BIND_HOST) and not SILIAN_BEHIND_PROXY
SILIAN_ORIGIN = env.read("SILIAN_ORIGIN").rstrip("/")
SILIAN_PASSWORD_PROFILE = env.read("SILIAN_PASSWORD_PROFILE")
SILIAN_WEB_WORKERS = env.read_number("SILIAN_WEB_WORKERS")
SILIAN_WEB_THREADS = env.read_number("SILIAN_WEB_THREADS")
SILIAN_JOB_TASK = "silian.tasks.running.run_job"
SILIAN_JOB_LEASE_SECONDS = env.read_number("SILIAN_JOB_LEASE_SECONDS")
SILIAN_JOB_HEARTBEAT_SECONDS = env.read_number("SILIAN_JOB_HEARTBEAT_SECONDS")
env.check_heartbeat(SILIAN_JOB_HEARTBEAT_SECONDS, SILIAN_JOB_LEASE_SECONDS)
SILIAN_UPLOAD_LIMIT_BYTES = env.read_number("SILIAN_UPLOAD_LIMIT_MIB") * 1024 * 1024
SILIAN_SYSTEMS_DIR = env.read("SILIAN_SYSTEMS_DIR")
SILIAN_SESSION_IDLE = timedelta(minutes=30)
SILIAN_SESSION_WHOLE = timedelta(hours=8)

DEBUG = env.read_switch("SILIAN_DEBUG") and SILIAN_IS_LOOPBACK
SECRET_KEY = env.secret_key(SILIAN_DATA_DIR)
SECRET_KEY_FALLBACKS = env.read_list("SILIAN_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.read_list("SILIAN_ALLOWED_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "silian.store.accounts",
    "silian.store.events",
    "silian.store.jobs",
    "silian.store.documents",
    "silian.store.plans",
    "silian.store.systems",
    "silian.store.calls",
    "silian.store.registers",
    "silian.store.agreements",
    "silian.store.bookings",
    "silian.store.ledger",
    "silian.store.parties",
    "silian.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "silian.web.security.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "silian.web.actor.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "silian.web.failures.FailureMiddleware",
    "silian.web.security.StrangersMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "silian.config.urls"
WSGI_APPLICATION = "silian.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "silian.web.layout.layout",
            ]
        },
    }
]

DATABASES = {"default": env.database(SILIAN_DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# People and sessions (security chapter, section 8).
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "silian.services.accounts.backend.PersonBackend",
]
PASSWORD_HASHERS = ["silian.services.accounts.passwords.ModestArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "silian.services.accounts.passwords.LengthRule"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "silian.services.accounts.passwords.FamiliarWordsRule"},
    {"NAME": "silian.services.accounts.passwords.ProfileRule"},
]
LOGIN_URL = "accounts:log_in"
LOGIN_REDIRECT_URL = "work:home"
LOGOUT_REDIRECT_URL = "accounts:log_in"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # log-ins are events
AXES_LOCKOUT_CALLABLE = "silian.web.accounts.views.locked"
AXES_CLIENT_IP_CALLABLE = "silian.web.security.client_address"

IS_SECURE = SILIAN_ORIGIN.startswith("https://")
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-silian" if IS_SECURE else "silian"
SESSION_COOKIE_AGE = int(SILIAN_SESSION_WHOLE.total_seconds())
SESSION_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# In a cookie of its own: in the session, each stranger at the door would leave a row behind.
CSRF_COOKIE_NAME = "__Host-silian-form" if IS_SECURE else "silian-form"
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_FAILURE_VIEW = "silian.web.failures.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SILIAN_ORIGIN] if IS_SECURE else []

# Transport and headers; the content policy stands in silian.web.security.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SILIAN_BEHIND_PROXY else None
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE
SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Uploads are streamed by the documents service; forms stay small.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_TEMP_DIR = None

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_SECURE
LOCALE_PATHS = [str(files("silian") / "locale")]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = SILIAN_DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "silian.config.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "silian": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
