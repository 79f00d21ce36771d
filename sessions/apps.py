"""Tells Django about the sessions app."""

from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "airfield_sessions"
    default_auto_field = "django.db.models.BigAutoField"
