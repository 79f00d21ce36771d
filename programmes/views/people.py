"""Pages that say who holds which role, and who did what."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.models import AuditEvent
from accounts.roles import P, Role
from core.keyset import keyset_page
from core.problems import Refused
from programmes import actions, display
from programmes.forms import PersonForm
from programmes.models import Membership
from programmes.views.forms import ask
from programmes.views.supply import own_partners

NEWEST_FIRST = ("-at", "-id")


@requires(P.MANAGE_PEOPLE)
def people(request: Request) -> HttpResponse:
    """Everybody with a role but the coaches, who have their own page."""
    held = list(
        Membership.objects.visible_to(request.standing)
        .exclude(role=Role.COACH)
        .select_related("user", "partner")
        .order_by("role", "user__name", "id")
    )
    note_reading(
        what="people",
        kind="role",
        count=len(held),
        programme_id=request.programme.pk,
        by=request.user,
    )
    context = {"people": [display.person_row(m, request.standing.today) for m in held]}
    return render(request, "programmes/people.html", context)


@requires(P.MANAGE_PEOPLE)
def person_add(request: Request) -> HttpResponse:
    """Give a person a role, and an account if he has none."""
    return ask(
        request,
        PersonForm(request.POST or None, partners=own_partners(request)),
        partial(actions.grant_role, programme=request.programme, by=request.user),
        title="Add a person",
        button="Give the role",
        done="Role given. A letter is on its way.",
        back="programmes:people",
    )


@requires(P.MANAGE_PEOPLE)
@require_POST
def person_remove(request: Request, pk: int) -> HttpResponse:
    """Take a role away."""
    row = get_object_or_404(Membership.objects.visible_to(request.standing), pk=pk)
    try:
        actions.remove_role(membership=row, by=request.user)
    except Refused as reason:
        for sentence in reason.sentences:
            messages.error(request, sentence)
        return redirect("programmes:people")
    role = row.get_role_display().lower()
    messages.success(request, f"Role taken away: {row.user.name} is no longer {role}.")
    own = row.user_id == request.user.pk
    return redirect("accounts:home" if own else "programmes:people")


@requires(P.VIEW_AUDIT)
def record(request: Request) -> HttpResponse:
    """Who did what, newest first, 50 a page; ``?changes=yes`` leaves out what was only read."""
    events = AuditEvent.objects.visible_to(request.standing.programme_id).select_related("by")
    changes = request.GET.get("changes") == "yes"
    if changes:
        events = events.changes()
    page = keyset_page(events, NEWEST_FIRST, request.GET)
    here = reverse("programmes:record") + "?" + ("changes=yes&" if changes else "")
    context = {
        "days": display.by_day(page.rows),
        "changes": changes,
        "previous": f"{here}before={page.before}" if page.before else "",
        "next": f"{here}after={page.after}" if page.after else "",
    }
    return render(request, "programmes/record.html", context)
