"""Addresses of the reporting app."""

from django.urls import path

from reporting.views import season

app_name = "reporting"
urlpatterns = [
    path("sessions/", season.season, name="season"),
]
