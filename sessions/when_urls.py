"""Addresses of "When I am free": one's own pages, and the same for a coach who phones."""

from django.urls import path

from sessions.views import shifts, when

urlpatterns = [
    path("my-days/when/", when.when, name="when"),
    path("my-days/pattern/", shifts.pattern, name="pattern"),
    path("my-days/shift-calendar/", shifts.shift_calendar, name="shift_calendar"),
    path("my-days/limits/", when.limits, name="limits"),
    path("coaches/<int:coach>/when/", when.coach_when, name="coach_when"),
    path("coaches/<int:coach>/pattern/", shifts.coach_pattern, name="coach_pattern"),
    path(
        "coaches/<int:coach>/shift-calendar/",
        shifts.coach_shift_calendar,
        name="coach_shift_calendar",
    ),
    path("coaches/<int:coach>/limits/", when.coach_limits, name="coach_limits"),
]
