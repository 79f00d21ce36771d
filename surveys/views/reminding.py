"""Buttons that remind school contacts of answers still to come."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.access import Request, requires
from accounts.roles import P
from core.dates import now
from core.words import listed, many
from sessions.models import Session
from surveys.actions.reminding import AGAIN_AFTER, Reminded, remind_schools
from surveys.models import ComparisonGroup

MOST_NAMED = 5


@requires(P.MANAGE_WAVES)
@require_POST
def remind(request: Request) -> HttpResponse:
    """Remind every school from which answers are to come."""
    _say(request, remind_schools(programme=request.programme, by=request.user, now=now()))
    return redirect("surveys:waves")


@requires(P.MANAGE_WAVES)
@require_POST
def remind_day(request: Request, pk: int) -> HttpResponse:
    """Remind the schools of one day."""
    visible = Session.objects.visible_to(request.standing)
    session = get_object_or_404(visible, pk=pk)
    _say(
        request,
        remind_schools(programme=request.programme, session=session, by=request.user, now=now()),
    )
    return redirect("surveys:gauge", pk)


@requires(P.MANAGE_WAVES)
@require_POST
def remind_group(request: Request, pk: int) -> HttpResponse:
    """Remind the school of one comparison group."""
    group = get_object_or_404(ComparisonGroup.objects.visible_to(request.standing), pk=pk)
    _say(
        request,
        remind_schools(programme=request.programme, group=group, by=request.user, now=now()),
    )
    return redirect("surveys:group", pk)


def _say(request: Request, reminded: Reminded) -> None:
    if reminded.schools:
        count = many(reminded.schools, "reminder,reminders")
        messages.success(request, f"{count} to schools on the way.")
    for sentence in said(reminded):
        messages.warning(request, sentence)


def said(reminded: Reminded) -> Iterator[str]:
    """What did not happen, and what to do instead."""
    if reminded.lately:
        times = many(reminded.lately, "school has been,schools have been")
        yield f"{times} reminded in the last {AGAIN_AFTER.days} days, and not again now."
    if reminded.without:
        more = len(reminded.without) - MOST_NAMED
        others = [many(more, "more school,more schools")] if more > 0 else []
        named = [*reminded.without[:MOST_NAMED], *others]
        have = "has" if len(reminded.without) == 1 else "have"
        yield f"{listed(named)} {have} no contact with an account: phone instead."
    if not (reminded.schools or reminded.lately or reminded.without):
        yield "No school has to be reminded: no answer is late today."
