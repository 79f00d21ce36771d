"""Opening a survey on a shared tablet, by somebody who may; the pupils' part is tablet_device."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import logout
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires
from accounts.roles import P, Role
from core.dates import today
from core.problems import Refused
from programmes.models import Programme
from schools.models import SchoolContact
from sessions.choices import SessionState
from sessions.models import Session
from surveys.actions.tablets import open_tablet
from surveys.display.tablet import Opening, pack, tablet_row
from surveys.forms.tablet import OpeningForm
from surveys.models import ComparisonGroup, Tablet, Wave
from surveys.questionnaire import instrument_of, spoken_by_language
from surveys.rules.windows import session_dates

MOST_OFFERED = 40  # of one wave; the page of a day leads here with that day alone


@requires(P.OPEN_TABLETS)
@require_http_methods(["GET", "HEAD", "POST"])
def tablet_open(request: Request) -> HttpResponse:
    """Choose what is open today; the answer to POST carries what the tablet needs."""
    on = request.standing.today
    openings = {one.value: one for one in _openings(request, on)}
    choices = [(value, one.label) for value, one in openings.items()]
    form = OpeningForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        chosen = openings[form.cleaned_data["opening"]]
        try:
            tablet, token = open_tablet(
                wave=chosen.wave, of=chosen.of, by=request.user, today=today()
            )
        except Refused as reason:
            form.add_error("opening", reason.sentences)
        else:
            return _opened(request, tablet, token)
    return render(request, "surveys/tablet_open.html", {"form": form, "openings": openings})


def tablets_of(request: Request, session: Session) -> dict[str, Any]:
    """For the page of a day: its tablets, and where to open one more."""
    held = Tablet.objects.visible_to(request.standing).filter(session=session)
    rows = held.select_related("wave").order_by("pk")
    return {
        "tablets": [tablet_row(row) for row in rows],
        "tablet_href": f"{reverse('surveys:tablet_open')}?day={session.pk}"
        if request.standing.may(P.OPEN_TABLETS) and not session.is_called_off
        else "",
    }


def _opened(request: Request, tablet: Tablet, token: str) -> HttpResponse:
    """Hands over what the tablet needs, and signs out: pupils must come to nobody's pages."""
    version = tablet.wave.version_id
    spoken = {code: one.instrument for code, one in spoken_by_language(version).items()}
    context = {"pack": pack(tablet, token, instrument_of(version), spoken)}
    logout(request)
    response = render(request, "surveys/tablet_opened.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _openings(request: Request, on: datetime.date) -> Iterator[Opening]:
    """What this person may open today, nearest first; with ``?day=`` of that day alone."""
    programme: Programme = request.programme
    for wave in Wave.objects.visible_to(request.standing).order_by("opens_days", "pk"):
        wave.programme = programme
        first, last = session_dates(wave.opens_days, wave.closes_days, on)
        if wave.asks_day:
            near = sorted(_days(request, first, last), key=lambda day: abs(day.date - on))
            yield from (Opening(wave, day) for day in near[:MOST_OFFERED])
        if wave.asks_waiting and "day" not in request.GET:
            groups = _groups(request).filter(counts_from__gte=first, counts_from__lte=last)
            yield from (Opening(wave, group) for group in groups[:MOST_OFFERED])


def _days(request: Request, first: datetime.date, last: datetime.date) -> list[Session]:
    days = (
        Session.objects.visible_to(request.standing)
        .filter(date__gte=first, date__lte=last)
        .exclude(state=SessionState.CALLED_OFF)
        .select_related("airfield")
        .order_by("-date", "pk")
    )
    wanted = request.GET.get("day", "")
    return list(days.filter(pk=wanted) if wanted.isdecimal() and len(wanted) < 16 else days)


def _groups(request: Request) -> QuerySet[ComparisonGroup]:
    """All of the programme's for those who watch answers come; a school's own for its contact."""
    ours = ComparisonGroup.objects.visible_to(request.standing).select_related("school")
    if request.standing.may(P.VIEW_MATCHING):
        return ours.order_by("school__name", "year_group")
    schools = SchoolContact.objects.of(request.standing).values("school")
    speaks = Role.SCHOOL in request.standing.roles
    return ours.filter(school__in=schools).order_by("year_group") if speaks else ours.none()
