"""The root of all addresses: the one place where every app meets."""

from django.urls import include, path

urlpatterns = [
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.sign_in")),
    path("", include("programmes.urls")),
    path("", include("schools.urls")),
    path("", include("sessions.urls")),
    path("", include("surveys.urls")),
    path("", include("reporting.urls")),
    path("api/v1/", include("reporting.api.urls")),
]
