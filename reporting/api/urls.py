"""Addresses of the API; each operation names its own door, see ``reporting.api.door``."""

from django.urls import URLPattern, path, re_path

from reporting.api.about import about, nothing
from reporting.api.api import api, with_door

app_name = "api"


def _operations() -> list[URLPattern]:
    found = []
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)
        pattern.callback = with_door(pattern.callback)
        found.append(pattern)
    return found


urlpatterns = [
    path("", about, name="about"),
    *_operations(),
    re_path(r"^(?P<rest>.*)$", nothing, name="nothing"),
]
