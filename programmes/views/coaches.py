"""The list of coaches with what keeps each from coaching, and the forms to add and change one."""

from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.roles import P
from core.keyset import keyset_page
from programmes import actions, display
from programmes.choices import Service
from programmes.forms import CoachChangeForm, CoachFilter, CoachForm
from programmes.models import Coach
from programmes.models.coaches import CoachQuerySet
from programmes.views.forms import ask
from programmes.views.supply import own_partners

BY_NAME = ("family_name", "given_name", "id")


@requires(P.VIEW_SUPPLY)
def coaches(request: Request) -> HttpResponse:
    """Coaches by name, 50 a page; ``?service=``, ``?fit=no`` and ``?q=`` choose among them."""
    on = request.standing.today
    every = Coach.objects.visible_to(request.standing)
    form = CoachFilter(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    page = keyset_page(
        _chosen(every, asked, request).select_related("partner"), BY_NAME, request.GET
    )
    may_change = request.standing.may(P.MANAGE_SUPPLY)
    may_fill = request.standing.may(P.FILL_CARS)
    note_reading(
        what="coaches",
        kind="coach",
        count=len(page.rows),
        programme_id=request.programme.pk,
        by=request.user,
    )
    context = {
        "rows": [
            display.coach_row(c, on, may_change=may_change, may_fill=may_fill) for c in page.rows
        ],
        "services": every.by_service(on),
        "choices": _choices(asked),
        "asked": asked,
        "may_change": may_change,
        "words": display.from_to(page.rows) if page.before or page.after else "",
        "previous": _address(asked, before=page.before) if page.before else "",
        "next": _address(asked, after=page.after) if page.after else "",
    }
    return render(request, "programmes/coaches.html", context)


def _chosen(every: CoachQuerySet, asked: dict[str, str], request: Request) -> CoachQuerySet:
    found = every.named(asked.get("q", ""))
    if "service" in asked:
        found = found.filter(service=asked["service"])
    return found.not_fit(request.standing.today) if "fit" in asked else found


def _address(asked: dict[str, str], **more: object) -> str:
    query = urlencode({**asked, **more})
    return reverse("programmes:coaches") + (f"?{query}" if query else "")


def _choices(asked: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is chosen; a name that is searched for is kept."""
    kept = {"q": asked["q"]} if "q" in asked else {}
    by_service = [(s.label, {"service": s.value}) for s in Service]
    sets: list[tuple[str, dict[str, str]]] = [("All", {}), *by_service, ("Not fit", {"fit": "no"})]
    now = {name: value for name, value in asked.items() if name != "q"}
    return [(label, _address({**only, **kept}), only == now) for label, only in sets]


@requires(P.MANAGE_SUPPLY)
def coach_add(request: Request) -> HttpResponse:
    """Add a coach from one of the three services."""
    return ask(
        request,
        CoachForm(request.POST or None, partners=own_partners(request)),
        partial(actions.add_coach, programme=request.programme, by=request.user),
        title="Add a coach",
        button="Add coach",
        done="Coach added.",
        back="programmes:coaches",
        lead="Add the police, fire or ambulance service as a partner first, if it is not listed.",
    )


@requires(P.MANAGE_SUPPLY)
def coach_edit(request: Request, pk: int) -> HttpResponse:
    """Change a coach's dates, station or service, or give him an account."""
    visible = Coach.objects.visible_to(request.standing).select_related("user", "programme")
    row = get_object_or_404(visible, pk=pk)
    if request.method == "GET":
        note_reading(
            what="a coach",
            kind="coach",
            count=1,
            programme_id=request.programme.pk,
            by=request.user,
        )
    return ask(
        request,
        CoachChangeForm(request.POST or None, instance=row, partners=own_partners(request)),
        partial(actions.change_coach, coach=row, by=request.user),
        title=f"Change {row}",
        button="Save",
        done="Coach changed.",
        back="programmes:coaches",
        lead=f"Signs in as {row.user.email}." if row.user else "",
        links=[("When this coach is free", reverse("sessions:coach_when", args=[row.pk]))]
        if request.standing.may(P.FILL_CARS)
        else [],
    )
