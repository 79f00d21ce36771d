"""Addresses of the reporting app."""

from django.urls import path

from reporting.views import day, season

app_name = "reporting"
urlpatterns = [
    path("sessions/", season.season, name="season"),
    path("sessions/<int:pk>/", day.day, name="day"),
]
