"""Tells Django about the surveys app."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
