"""Tells Django about the schools app."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"
    label = "schools"
    default_auto_field = "django.db.models.BigAutoField"
