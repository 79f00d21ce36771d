"""Addresses of the reporting app."""

from django.urls import path

from reporting.views import day, freezing, releases, reports, results, season, tokens

app_name = "reporting"
urlpatterns = [
    path("sessions/", season.season, name="season"),
    path("sessions/<int:pk>/", day.day, name="day"),
    path("releases/", releases.releases, name="releases"),
    path("releases/freeze/", freezing.freeze, name="freeze"),
    path("releases/freeze/alike/", freezing.alike, name="alike"),
    path("releases/being-made/<int:pk>/", freezing.progress, name="progress"),
    path("releases/being-made/<int:pk>/stop/", freezing.stop, name="stop"),
    path("releases/tokens/", tokens.tokens, name="tokens"),
    path("releases/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("releases/<int:pk>/", releases.release, name="release"),
    path("releases/<int:pk>/download/", releases.download, name="download"),
    path("releases/<int:pk>/files/<path:name>", releases.file, name="file"),
    path("results/", results.results, name="results"),
    path("results/progress/", results.results_progress, name="results_progress"),
    path("results/work-out/", results.results_work_out, name="results_work_out"),
    path("reports/", reports.report, name="report"),
    path("reports/funder.pdf", reports.report_pdf, name="report_pdf"),
    path("reports/funder.xlsx", reports.report_excel, name="report_excel"),
]
