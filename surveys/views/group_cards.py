"""Code cards of a comparison group: no names, for the teacher to hand out once."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import Request, requires
from accounts.actions import note_reading
from accounts.roles import P, Role
from core.asked import number
from surveys.display import code_cards as display
from surveys.models import ComparisonGroup, Participant, Response, Wave


@requires(P.PRINT_CODES)
@require_safe
def group_cards(request: Request, pk: int) -> HttpResponse:
    """Cards to cut out; ``?from=31`` leaves out those that were handed out before."""
    visible = ComparisonGroup.objects.coded_to(request.standing).select_related("school")
    group = get_object_or_404(visible, pk=pk)
    first = max(1, number(request.GET.get("from", "")) or 1)
    held = Participant.objects.filter(group=group).order_by("pk")
    codes = list(held.values_list("code", flat=True)[first - 1 :])
    waves = Wave.objects.filter(programme=group.programme_id, asks_waiting=True)
    if codes:
        note_reading(
            what="study codes",
            target=group,
            count=len(codes),
            programme_id=group.programme_id,
            by=request.user,
        )
    context = {
        "group": group,
        "own_school": not request.standing.may(P.VIEW_SEASON)
        and Role.SCHOOL in request.standing.roles,
        "cards": [
            display.bare_card(code, group.year_group, place)
            for place, code in enumerate(codes, start=first)
        ],
        "first": first,
        "answered": Response.objects.filter(participant__group=group).exists(),
        "surveys": display.surveys_without_a_day(
            waves.order_by("opens_days", "pk"), group.counts_from
        ),
    }
    return render(request, "surveys/group_cards.html", context)
