"""Comparison groups: added, given codes, watched, and their unused codes removed."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import Request, requires
from accounts.roles import P
from core.asked import number, words
from core.keyset import keyset_page
from core.problems import Refused
from core.words import many
from schools.models import School
from schools.rules.councils import council_code
from sessions.choices import Turn
from sessions.models import LotSchool
from surveys.actions.groups import (
    add_group,
    issue_more,
    move_group,
    remove_unanswered,
    unanswered_of,
)
from surveys.choices import Arm
from surveys.display.gauge import Holder, asked_waves, codes_shown, school_rows
from surveys.display.gauge_rows import group_row, later_waves
from surveys.forms.groups import CodesForm, GroupForm, MoveForm, RemoveForm
from surveys.models import ComparisonGroup, Participant, Response, Wave
from surveys.tallies import count_group_answers
from surveys.views.gauge import answer, answers_of, live, may_see_codes, record_reading

GROUPS_A_PAGE = 25
MOST_FOUND = 20
ORDER = ("school__name", "year_group", "pk")


@requires(P.VIEW_MATCHING)
@require_safe
def groups(request: Request) -> HttpResponse:
    """All comparison groups, and the late schools of the lot that have none yet."""
    visible = ComparisonGroup.objects.visible_to(request.standing).select_related("school")
    page = keyset_page(visible, ("-counts_from", "-id"), request.GET, GROUPS_A_PAGE)
    counted = count_group_answers([group.pk for group in page.rows])
    waves = Wave.objects.visible_to(request.standing)
    later = later_waves(waves.filter(asks_waiting=True).values_list("kind", flat=True))
    may_manage = request.standing.may(P.MANAGE_WAVES)
    context = {
        "groups": [group_row(group, counted.get(group.pk, {}), later) for group in page.rows],
        "later": later,
        "may_manage": may_manage,
        "late": list(_late(request)[:MOST_FOUND]) if may_manage else [],
        "newer": page.before and f"?before={page.before}",
        "older": page.after and f"?after={page.after}",
    }
    return render(request, "surveys/groups.html", context)


@requires(P.MANAGE_WAVES)
@require_http_methods(["GET", "HEAD", "POST"])
def group_add(request: Request) -> HttpResponse:
    """Choose a school, those drawn late first; then its year group, codes and date."""
    school = _chosen_school(request)
    if school is None:
        return _find_school(request)
    form = GroupForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            group = add_group(
                programme=request.programme, school=school, by=request.user, **form.cleaned_data
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            codes = many(form.cleaned_data["codes"], "study code,study codes")
            messages.success(request, f"{codes} issued. Print the cards for the teacher.")
            return redirect("surveys:group", group.pk)
    context = {"form": form, "school": school}
    return render(request, "surveys/group_add.html", context)


@requires(P.VIEW_MATCHING)
@require_safe
def group(request: Request, pk: int) -> HttpResponse:
    """The match gauge of one group, wave by wave, with the codes still to come."""
    chosen = _group(request, pk)
    asked = asked_waves(
        Wave.objects.visible_to(request.standing).order_by("opens_days", "pk"),
        arm=Arm.WAITING,
        counts_from=chosen.counts_from,
        today=request.standing.today,
    )
    given = answers_of(Response.objects.filter(participant__group=chosen), chosen.counts_from)
    name = str(chosen)
    held = Participant.objects.filter(group=chosen).values_list("pk", "code")
    holders = [Holder(pk, name, code, True, given[pk]) for pk, code in held]
    rows = school_rows(holders, {name: len(holders)}, {}, asked, with_codes=may_see_codes(request))
    record_reading(request, chosen, chosen.programme, codes_shown(rows))
    context = {
        "group": chosen,
        "schools": rows,
        "may_manage": request.standing.may(P.MANAGE_WAVES),
        "may_print": request.standing.may(P.PRINT_CODES),
        "unanswered": sum(not given[holder.participant] for holder in holders),
        **live(asked),
    }
    return answer(request, "surveys/group.html", context)


@requires(P.MANAGE_WAVES)
@require_http_methods(["GET", "HEAD", "POST"])
def group_codes(request: Request, pk: int) -> HttpResponse:
    """Issue more study codes, and lead to the cards of these."""
    chosen = _group(request, pk)
    form = CodesForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            held = issue_more(group=chosen, codes=form.cleaned_data["codes"], by=request.user)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            codes = many(form.cleaned_data["codes"], "more study code,more study codes")
            messages.success(request, f"{codes} issued. Only their cards are on this page.")
            return redirect(f"{reverse('surveys:group_cards', args=[pk])}?from={held + 1}")
    return _form(request, chosen, form, title="More study codes", action="Issue the codes")


@requires(P.MANAGE_WAVES)
@require_http_methods(["GET", "HEAD", "POST"])
def group_move(request: Request, pk: int) -> HttpResponse:
    """Let the windows count from another date, while nobody has answered."""
    chosen = _group(request, pk)
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        initial={"counts_from": chosen.counts_from},
    )
    if form.is_bound and form.is_valid():
        try:
            move_group(group=chosen, counts_from=form.cleaned_data["counts_from"], by=request.user)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, "Date changed.")
            return redirect("surveys:group", pk)
    return _form(request, chosen, form, title="Change the date", action="Save")


@requires(P.MANAGE_WAVES)
@require_http_methods(["GET", "HEAD", "POST"])
def group_remove(request: Request, pk: int) -> HttpResponse:
    """Ask first, then delete the codes under which nothing was answered."""
    chosen = _group(request, pk)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            count = remove_unanswered(group=chosen, by=request.user)
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            messages.success(request, f"{many(count, 'study code,study codes')} removed.")
            gone = not ComparisonGroup.objects.filter(pk=pk).exists()
            return redirect("surveys:groups") if gone else redirect("surveys:group", pk)
    codes = many(unanswered_of(chosen).count(), "study code has,study codes have")
    said = f"{codes} no answer in any survey. Once removed, nobody can answer under them, and "
    said += "they are not expected any more. Answers stay."
    return _form(
        request, chosen, form, title="Remove unused codes", action="Remove the codes", said=said
    )


def _group(request: Request, pk: int) -> ComparisonGroup:
    visible = ComparisonGroup.objects.visible_to(request.standing)
    found: ComparisonGroup = get_object_or_404(visible.select_related("school", "programme"), pk=pk)
    return found


def _form(
    request: Request,
    chosen: ComparisonGroup,
    form: Form,
    *,
    title: str,
    action: str,
    said: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "group": chosen,
        "form": form,
        "title": title,
        "action": action,
        "said": said,
        "back": reverse("surveys:group", args=[chosen.pk]),
        "kind": "stop" if said else "",
    }
    return render(request, "surveys/group_form.html", context)


def _late(request: Request) -> Any:
    """Schools that the lot has wait and that have no comparison group yet."""
    have = ComparisonGroup.objects.filter(programme=request.programme).values("school")
    waiting = LotSchool.objects.filter(lot__programme=request.programme, turn=Turn.LATE)
    schools = School.objects.visible_to(request.standing).select_related("council")
    return schools.filter(pk__in=waiting.values("school")).exclude(pk__in=have).by_name()


def _chosen_school(request: Request) -> School | None:
    pk = number(request.POST.get("school") or request.GET.get("school") or "")
    if pk is None:
        return None
    return get_object_or_404(School.objects.visible_to(request.standing), pk=pk)


def _find_school(request: Request) -> HttpResponse:
    q = words(request.GET.get("q", ""))
    visible = School.objects.visible_to(request.standing).select_related("council")
    area = council_code(request.programme.area) or ""
    late = [] if q else list(_late(request)[:MOST_FOUND])
    if q:
        found = visible.found(q)
    else:
        found = visible.filter(council__code=area, in_register=True)
        found = found.exclude(pk__in=[school.pk for school in late])
    schools = list(found.by_name()[: MOST_FOUND + 1])
    context = {
        "q": q,
        "late": late,
        "schools": schools[:MOST_FOUND],
        "has_more": len(schools) > MOST_FOUND,
    }
    return render(request, "surveys/group_school.html", context)
