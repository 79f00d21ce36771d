"""Pages that add and change partners, airfields, closures and cars."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import Request, requires
from accounts.roles import P
from programmes import actions
from programmes.forms import AirfieldForm, CarChangeForm, CarForm, ClosureForm, PartnerForm
from programmes.models import Airfield, Car, Closure, OfProgramme, Partner
from programmes.views.forms import ask


def own_partners(request: Request) -> OfProgramme:
    """The partners that forms offer."""
    return Partner.objects.visible_to(request.standing)


@requires(P.MANAGE_SUPPLY)
def partner_add(request: Request) -> HttpResponse:
    """Add an organisation."""
    return ask(
        request,
        PartnerForm(request.POST or None),
        partial(actions.add_partner, programme=request.programme, by=request.user),
        title="Add a partner",
        button="Add partner",
        done="Partner added.",
    )


@requires(P.MANAGE_SUPPLY)
def partner_edit(request: Request, pk: int) -> HttpResponse:
    """Change an organisation or the dates of its agreement."""
    row = get_object_or_404(own_partners(request), pk=pk)
    return ask(
        request,
        PartnerForm(request.POST or None, instance=row),
        partial(actions.change_partner, partner=row, by=request.user),
        title=f"Change {row.name}",
        button="Save",
        done="Partner changed.",
    )


@requires(P.MANAGE_SUPPLY)
def airfield_add(request: Request) -> HttpResponse:
    """Add a place where days are held."""
    return ask(
        request,
        AirfieldForm(request.POST or None, partners=own_partners(request)),
        partial(actions.add_airfield, programme=request.programme, by=request.user),
        title="Add an airfield",
        button="Add airfield",
        done="Airfield added.",
    )


@requires(P.MANAGE_SUPPLY)
def airfield_edit(request: Request, pk: int) -> HttpResponse:
    """Change an airfield."""
    row = get_object_or_404(Airfield.objects.visible_to(request.standing), pk=pk)
    return ask(
        request,
        AirfieldForm(request.POST or None, instance=row, partners=own_partners(request)),
        partial(actions.change_airfield, airfield=row, by=request.user),
        title=f"Change {row.name}",
        button="Save",
        done="Airfield changed.",
    )


@requires(P.MANAGE_SUPPLY)
def closure_add(request: Request, pk: int) -> HttpResponse:
    """Say when an airfield cannot be used."""
    row = get_object_or_404(Airfield.objects.visible_to(request.standing), pk=pk)
    return ask(
        request,
        ClosureForm(request.POST or None),
        partial(actions.add_closure, airfield=row, by=request.user),
        title=f"Close {row.name} for some days",
        button="Close these days",
        done="Closure added.",
        lead="No day can be planned here from the first to the last day of a closure.",
    )


@requires(P.MANAGE_SUPPLY)
@require_POST
def closure_remove(request: Request, pk: int) -> HttpResponse:
    """Take a closure back."""
    visible = Closure.objects.visible_to(request.standing).select_related("airfield")
    actions.remove_closure(closure=get_object_or_404(visible, pk=pk), by=request.user)
    messages.success(request, "Closure removed.")
    return redirect("programmes:detail")


@requires(P.MANAGE_SUPPLY)
def car_add(request: Request) -> HttpResponse:
    """Add a car that a partner lends."""
    return ask(
        request,
        CarForm(request.POST or None, partners=own_partners(request)),
        partial(actions.add_car, programme=request.programme, by=request.user),
        title="Add a car",
        button="Add car",
        done="Car added.",
        lead="Add the partner that lends it first, if it is not in the list.",
    )


@requires(P.MANAGE_SUPPLY)
def car_edit(request: Request, pk: int) -> HttpResponse:
    """Change a car, its dates, or whether it is in use."""
    row = get_object_or_404(Car.objects.visible_to(request.standing), pk=pk)
    return ask(
        request,
        CarChangeForm(request.POST or None, instance=row, partners=own_partners(request)),
        partial(actions.change_car, car=row, by=request.user),
        title=f"Change {row.name}",
        button="Save",
        done="Car changed.",
    )
