"""Settings of the tests: SQLite in memory, or PostgreSQL where SILIAN_TEST_DATABASE says so."""

import os
import tempfile
from pathlib import Path

_FOLDER = tempfile.mkdtemp(prefix="silian-tests-")
for _name in [name for name in os.environ if name.startswith("SILIAN_")]:
    if not _name.startswith("SILIAN_TEST_"):
        del os.environ[_name]
os.environ["SILIAN_DATA_DIR"] = _FOLDER
os.environ["SILIAN_SECRET_KEY"] = "only-for-tests-" + "x" * 50

from silian.config.settings import *  # noqa: E402, F403
from silian.config.settings import MIDDLEWARE, SILIAN_DATA_DIR, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
SILIAN_FILES = Path(SILIAN_DATA_DIR) / "files"

if os.environ.get("SILIAN_TEST_DATABASE") == "postgres":
    from tests.postgres import NoPostgres, database

    try:
        DATABASES = {"default": database()}
    except NoPostgres as _error:
        if os.environ.get("CI") == "true":
            raise
        import pytest

        pytest.exit(f"NOT RUN ON POSTGRESQL: {_error}", returncode=0)
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(SILIAN_DATA_DIR / "silian.sqlite3"),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
            "TEST": {"NAME": None},
        }
    }
