"""The funder report as page, PDF and Excel: the same numbers three times."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.access import Request, requires
from accounts.roles import P
from core.dates import now
from reporting.actions import releases as actions
from reporting.report.excel import excel_report
from reporting.report.pdf import pdf_report
from reporting.report.report import Report, make_report

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(P.VIEW_REPORTS)
def report(request: Request) -> HttpResponse:
    """What was delivered, what changed, harms as large as benefits, and how each is worked out."""
    context = {
        "report": _report(request),
        "may_see_results": request.standing.may(P.VIEW_RESULTS),
    }
    return render(request, "reporting/report.html", context)


@requires(P.VIEW_REPORTS)
def report_pdf(request: Request) -> HttpResponse:
    """The report to print and to send."""
    return _file(request, pdf_report, "application/pdf", "report.pdf", "took report as PDF")


@requires(P.VIEW_REPORTS)
def report_excel(request: Request) -> HttpResponse:
    """The report's numbers in sheets, each with its definition."""
    return _file(request, excel_report, EXCEL, "report.xlsx", "took report as Excel")


def _report(request: Request) -> Report:
    return make_report(request.programme, request.standing.today, now())


def _file(
    request: Request, write: Callable[[Report], bytes], kind: str, name: str, what: str
) -> HttpResponse:
    made = _report(request)
    if made.is_empty:  # the page says why there is nothing to take
        return redirect("reporting:report")
    content = write(made)
    actions.note_report(programme=request.programme, what=what, by=request.user)
    disposition = f'attachment; filename="runway-{made.as_of}-{name}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition})
