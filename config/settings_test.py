"""Settings for the suite: plain static files, fast passwords, mail in memory, an own var folder."""

import atexit
import os
import shutil
import tempfile

os.environ["RUNWAY_VAR"] = tempfile.mkdtemp(prefix="runway-test-")  # each worker its own
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)

from config.settings import *  # noqa: F403
from config.settings import DATABASES, STORAGES, VAR_DIR

atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# Empty, for the live server asks the finders; but whitenoise warns where there is none.
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir()
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "process")
}
# A persistent connection would outlive the test database.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Tasks run at once, on commit; the tests of the worker start one with settings.py.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
