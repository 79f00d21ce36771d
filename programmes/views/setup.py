"""Pages that set up a programme, show what it has and lacks, and choose between several."""

import datetime
from functools import partial

from django.contrib import messages
from django.db.models import Count, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import Request, requires, signed_in
from accounts.roles import P, Role
from core.asked import number
from core.problems import Refused
from programmes import actions, display
from programmes.forms import ProgrammeForm
from programmes.middleware import CURRENT
from programmes.models import Airfield, Car, Closure, Coach, Membership, Partner, Programme
from programmes.rules import SERVICES, Supply, first_day_gaps
from programmes.views.forms import ask
from programmes.views.messages import lately_given_up


@requires(P.SET_UP_PROGRAMME)
def start(request: Request) -> HttpResponse:
    """What to do first, and the form that makes a programme; whoever sends it works in it next."""
    form = ProgrammeForm(request.POST or None, today=request.standing.today)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.set_up_programme(by=request.user, **form.cleaned_data)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            request.session[CURRENT] = made.pk
            messages.success(request, f"{made} is set up. You are its co-ordinator.")
            return redirect("programmes:detail")
    return render(request, "programmes/start.html", {"form": form})


@requires(P.MANAGE_SUPPLY)
def detail(request: Request) -> HttpResponse:
    """The programme's rules, partners, airfields, cars and people, and what a first day lacks."""
    on = request.standing.today
    partners = list(Partner.objects.visible_to(request.standing).order_by("name"))
    cars = list(Car.objects.visible_to(request.standing).select_related("lender").order_by("name"))
    airfields = _airfields(request, on)
    services = _services(request, on)
    supply = Supply(
        airfields=len(airfields),
        cars=sum(1 for car in cars if not car.road_problems(on)),
        coaches={service: fit for service, _, fit in services},
        services=sum(1 for p in partners if p.kind in SERVICES),
        without_agreement=tuple(
            (p.pk, p.name) for p in partners if p.kind in SERVICES and not p.agreement_in_force(on)
        ),
    )
    context = {
        "gaps": [display.gap_row(gap) for gap in first_day_gaps(supply)],
        "partners": [display.partner_row(p, on) for p in partners],
        "cars": [display.car_row(car, on) for car in cars],
        "airfields": [display.airfield_row(a, a.closure_set.all(), on) for a in airfields],
        "services": services,
        "roles": _roles(request),
        "given_up": lately_given_up(request),
    }
    return render(request, "programmes/detail.html", context)


def _airfields(request: Request, on: datetime.date) -> list[Airfield]:
    to_come = Closure.objects.filter(ends_on__gte=on).order_by("starts_on", "id")
    return list(
        Airfield.objects.visible_to(request.standing)
        .select_related("owner")
        .prefetch_related(Prefetch("closure_set", to_come))
        .order_by("name")
    )


def _services(request: Request, on: datetime.date) -> list[tuple[str, int, int]]:
    """Service, coaches who take part, coaches fit today."""
    return Coach.objects.visible_to(request.standing).by_service(on)


def _roles(request: Request) -> list[tuple[str, int]]:
    """How many people hold each role, in the order of the role list; coaches have their own."""
    counted = dict(
        Membership.objects.visible_to(request.standing)
        .exclude(role=Role.COACH)
        .values_list("role")
        .annotate(n=Count("id"))
        .order_by("role")
    )
    return [(r.label, counted[r]) for r in Role if r in counted]


@requires(P.MANAGE_SUPPLY)
def edit(request: Request) -> HttpResponse:
    """Change the programme's rules."""
    programme: Programme = request.programme
    form = ProgrammeForm(request.POST or None, instance=programme, today=request.standing.today)
    return ask(
        request,
        form,
        partial(actions.change_programme, programme=programme, by=request.user),
        title="Change the programme",
        button="Save",
        done="Programme changed.",
        lead="Days that are already planned keep their plan.",
    )


@signed_in("Shows only programmes in which the person holds a role.")
@require_http_methods(["GET", "POST"])
def choose(request: Request) -> HttpResponse:
    """Which of one's programmes to work in; POST with its number."""
    mine = Programme.objects.visible_to(request.standing)
    if request.method == "POST":
        chosen = get_object_or_404(mine, pk=number(request.POST.get("programme", "")))
        request.session[CURRENT] = chosen.pk
        return redirect("accounts:home")
    context = {"programmes": mine.order_by("-school_year", "name", "id")}
    return render(request, "programmes/choose.html", context)
