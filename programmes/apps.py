"""Tells Django about the programmes app."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
