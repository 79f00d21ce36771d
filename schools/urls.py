"""Addresses of the schools app."""

from django.urls import URLPattern

app_name = "schools"
urlpatterns: list[URLPattern] = []
