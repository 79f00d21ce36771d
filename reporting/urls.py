"""Addresses of the reporting app."""

from django.urls import path

from reporting.views import day, releases, reports, season

app_name = "reporting"
urlpatterns = [
    path("sessions/", season.season, name="season"),
    path("sessions/<int:pk>/", day.day, name="day"),
    path("releases/", releases.releases, name="releases"),
    path("releases/freeze/", releases.freeze, name="freeze"),
    path("releases/<int:pk>/download/", releases.download, name="download"),
    path("reports/", reports.report, name="report"),
    path("reports/funder.pdf", reports.report_pdf, name="report_pdf"),
    path("reports/funder.xlsx", reports.report_excel, name="report_excel"),
]
