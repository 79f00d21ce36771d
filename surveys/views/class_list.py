"""Uploads a class list: read, asked about, shown, and only then accepted."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires
from accounts.roles import P, Role
from core.carry import seal, unseal
from core.problems import Refused
from core.spreadsheets import read_sheets
from core.words import many
from schools.readers.carried_rows import from_plain, to_plain
from schools.readers.class_list import ClassList, read_class_list
from sessions.models import Booking
from sessions.rules.days import delete_on
from surveys.actions.codes import enrol_with_codes
from surveys.display import class_list as display
from surveys.forms.class_list import ListForm, OrderForm

LONGEST = 500  # pupils: ten times a full day, and a page that still opens


@requires(P.ENROL_PUPILS)
@require_http_methods(["GET", "POST"])
def class_list(request: Request, pk: int) -> HttpResponse:
    """Upload a list; the same address takes the answer about dates and the acceptance."""
    booking = get_object_or_404(
        Booking.objects.named_to(request.standing).select_related(
            "session__programme", "session__airfield", "school"
        ),
        pk=pk,
    )
    if request.method == "GET":
        return _upload(request, booking, ListForm())
    form = ListForm(request.POST, request.FILES)
    try:
        if "carried" in request.POST:
            return _accept(request, booking)
        if "asked" in request.POST:
            return _answered(request, booking)
        if form.is_valid():
            return _read(request, booking, form.cleaned_data["file"])
    except Refused as reason:
        return _upload(request, booking, ListForm(), reason.sentences)
    return _upload(request, booking, form)


def _page(request: Request, booking: Booking, name: str, context: dict[str, Any]) -> HttpResponse:
    standing = request.standing
    about = {
        "booking": booking,
        "session": booking.session,
        "own_school": not standing.may(P.VIEW_SEASON) and Role.SCHOOL in standing.roles,
    }
    return render(request, f"surveys/{name}.html", about | context)


def _upload(
    request: Request, booking: Booking, form: ListForm, problems: Iterable[str] = ()
) -> HttpResponse:
    held = len(display.named(booking))
    context = {
        "form": form,
        "problems": problems,
        "held": held,
        "free": max(booking.places - held, 0),
        "delete_on": delete_on(booking.session.date),
    }
    return _page(request, booking, "class_list", context)


def _read(request: Request, booking: Booking, file: UploadedFile) -> HttpResponse:
    sheets = list(read_sheets(file, file.name or "The file"))
    today = request.standing.today
    read = read_class_list(sheets, today=today)
    _ask_length(read)
    if not read.needs_date_order:
        return _preview(request, booking, display.Read.of(read))
    # Both readings travel with the question, so that the file itself need not be kept.
    both = {
        "question": read.date_evidence,
        "DMY": display.Read.of(read_class_list(sheets, today=today, date_order="DMY")).plain(),
        "MDY": display.Read.of(read_class_list(sheets, today=today, date_order="MDY")).plain(),
    }
    asked = seal(both, _purpose("dates", booking), request.user.pk)
    form = OrderForm(initial={"asked": asked}, choices=_choices(both))
    return _page(request, booking, "class_list_dates", {"form": form, "question": both["question"]})


def _ask_length(read: ClassList) -> None:
    if read.lines > LONGEST:
        raise Refused(
            f"The list has {read.lines:,} pupils. Leave only those who come on this day, "
            f"{LONGEST} at most."
        )
    if not read.lines:
        raise Refused("The list has headings and no pupils. Add them and upload it again.")


def _choices(both: dict[str, Any]) -> list[tuple[str, str]]:
    return display.order_choices(
        display.Read.from_plain(both["DMY"]), display.Read.from_plain(both["MDY"])
    )


def _answered(request: Request, booking: Booking) -> HttpResponse:
    both = unseal(request.POST["asked"], _purpose("dates", booking), request.user.pk)
    form = OrderForm(request.POST, choices=_choices(both))
    if form.is_valid():
        chosen = both[form.cleaned_data["order"]]
        return _preview(request, booking, display.Read.from_plain(chosen))
    return _page(request, booking, "class_list_dates", {"form": form, "question": both["question"]})


def _preview(request: Request, booking: Booking, read: display.Read) -> HttpResponse:
    shown = display.preview(read, booking)
    carried = seal(to_plain(shown.taken), _purpose("list", booking), request.user.pk)
    may_book = request.standing.may(P.BOOK_PLACES)
    context = {"preview": shown, "carried": carried, "may_book": may_book}
    return _page(request, booking, "class_list_preview", context)


def _accept(request: Request, booking: Booking) -> HttpResponse:
    rows = from_plain(unseal(request.POST["carried"], _purpose("list", booking), request.user.pk))
    news = display.news(rows, display.named(booking))
    if not news:
        messages.info(request, "These pupils were named before. Nothing changed.")
        return redirect("sessions:places", booking.pk)
    count = len(enrol_with_codes(booking=booking, rows=news, by=request.user))
    messages.success(request, _done(count, len(news) - count))
    return redirect("sessions:places", booking.pk)


def _done(count: int, updated: int) -> str:
    if not count:
        return f"{many(updated, 'pupil,pupils')} updated."
    also = f" {updated} updated." if updated else ""
    each = "each with a study code" if count > 1 else "with a study code"
    return f"{many(count, 'pupil,pupils')} named, {each}.{also}"


def _purpose(what: str, booking: Booking) -> str:
    return f"class-{what}:{booking.pk}"
