"""Settings for the suite: plain static files, fast passwords, mail in memory, an own var folder."""

import os
import tempfile

os.environ.setdefault("RUNWAY_VAR", tempfile.mkdtemp(prefix="runway-test-"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "process")
}
# A persistent connection would outlive the test database.
DATABASES["default"]["CONN_MAX_AGE"] = 0
