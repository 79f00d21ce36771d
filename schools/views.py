"""The list of schools, one school with its contacts, and the reading of the register."""

from collections.abc import Iterable
from dataclasses import astuple
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Request, Standing, requires
from accounts.actions import note_reading
from accounts.models import User
from accounts.roles import P
from core.carry import seal, unseal
from core.keyset import keyset_page
from core.problems import Refused
from core.spreadsheets import read_sheets
from schools import actions, display
from schools.forms import AcceptForm, ContactForm, RegisterForm, SchoolFilter
from schools.models import Council, School, SchoolContact, SchoolQuerySet
from schools.readers.register import read_register
from schools.rules.register import RegisterRow

BY_NAME = ("name", "id")
CARRIED = "school-register"
SHOWN_PROBLEMS = 100
LISTED = "seed_code name council__name roll s4 s5 s6 urban_rural_6 in_register".split()


# --- schools ------------------------------------------------------------------------------------


@requires(P.VIEW_SCHOOLS)
def schools(request: Request) -> HttpResponse:
    """Schools by name, 50 a page; ``?q=`` searches, ``?council=`` takes an S12 code."""
    form = SchoolFilter(request.GET)
    asked = form.asked
    every = School.objects.visible_to(request.standing)
    chosen = _chosen(every, asked).select_related("council").only(*LISTED)
    page = keyset_page(chosen, BY_NAME, request.GET)
    rows = display.school_rows(page.rows)
    none = not page.rows and not (asked and every.exists())
    context = {
        "rows": rows,
        "symbols": display.symbols(text for row in rows for text in (row.roll, row.senior)),
        "asked": asked,
        "none": none,
        "councils": [] if none else _councils(asked),
        "reading": display.reading_words(actions.last_reading()),
        "may_import": request.standing.may(P.IMPORT_SCHOOLS),
        "waiting": _waiting(request.standing),
        "words": display.from_to(page.rows) if page.before or page.after else "",
        "previous": _address(asked, before=page.before) if page.before else "",
        "next": _address(asked, after=page.after) if page.after else "",
    }
    return render(request, "schools/list.html", context)


def _chosen(every: SchoolQuerySet, asked: dict[str, str]) -> SchoolQuerySet:
    if "council" in asked:
        every = every.filter(council__code=asked["council"])
    return every.found(asked["q"].strip()) if "q" in asked else every


def _councils(asked: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Code and name of each council area, and whether it is the one asked for."""
    every = Council.objects.order_by("name").values_list("code", "name")
    return [(code, name, code == asked.get("council")) for code, name in every]


def _address(asked: dict[str, str], **more: object) -> str:
    return f"{reverse('schools:list')}?{urlencode({**asked, **more})}"


def _waiting(standing: Standing) -> list[School]:
    """Schools with a contact whose account waits to be linked; a few are enough to begin with."""
    contacts = SchoolContact.objects.visible_to(standing).waiting_for_link()
    return list(School.objects.filter(pk__in=contacts.values("school")).by_name()[:5])


@requires(P.VIEW_SCHOOLS)
def detail(request: Request, pk: int) -> HttpResponse:
    """One school: the register's figures, and who speaks for it."""
    school = _school(request, pk)
    contacts = list(
        SchoolContact.objects.visible_to(request.standing)
        .filter(school=school)
        .select_related("user")
        .order_by("name", "id")
    )
    waiting = [contact.email for contact in contacts if contact.user is None and contact.email]
    context = {
        "school": school,
        "figures": display.school_figures(school),
        "contacts": contacts,
        "opened": set(
            User.objects.filter(email__in=waiting, is_active=True).values_list("email", flat=True)
        ),
        "may_change": request.standing.may(P.MANAGE_CONTACTS),
    }
    if contacts:
        note_reading(
            what="contacts",
            target=school,
            count=len(contacts),
            by=request.user,
            programme_id=request.standing.programme_id,
        )
    return render(request, "schools/detail.html", context)


def _school(request: Request, pk: int) -> School:
    visible = School.objects.visible_to(request.standing).select_related("council")
    return get_object_or_404(visible, pk=pk)


# --- contacts -----------------------------------------------------------------------------------


@requires(P.MANAGE_CONTACTS)
def contact_add(request: Request, pk: int) -> HttpResponse:
    """Write down who speaks for a school."""
    school = _school(request, pk)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            contact = actions.add_contact(
                school=school,
                by=request.user,
                programme_id=request.programme.pk,
                **form.cleaned_data,
            )
        except Refused as reason:
            form.add_error(None, reason.sentences)
        else:
            linked = " The account with this e-mail address is linked." if contact.user else ""
            messages.success(request, f"{contact.name} added.{linked}")
            return redirect("schools:detail", school.pk)
    return render(request, "schools/contact_add.html", {"school": school, "form": form})


@requires(P.MANAGE_CONTACTS)
@require_POST
def contact_link(request: Request, pk: int) -> HttpResponse:
    """Give a contact the account that exists by now."""
    contact = _contact(request, pk)
    try:
        actions.link_contact(
            contact=contact, by=request.user, programme_id=request.standing.programme_id
        )
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, f"The account of {contact.name} is linked.")
    return redirect("schools:detail", contact.school_id)


@requires(P.MANAGE_CONTACTS)
@require_POST
def contact_remove(request: Request, pk: int) -> HttpResponse:
    """Delete a contact."""
    contact = _contact(request, pk)
    actions.remove_contact(
        contact=contact, by=request.user, programme_id=request.standing.programme_id
    )
    messages.success(request, f"{contact.name} removed.")
    return redirect("schools:detail", contact.school_id)


def _contact(request: Request, pk: int) -> SchoolContact:
    return get_object_or_404(SchoolContact.objects.visible_to(request.standing), pk=pk)


# --- the register -------------------------------------------------------------------------------


@requires(P.IMPORT_SCHOOLS)
def import_register(request: Request) -> HttpResponse:
    """Upload the register's workbook, see what it changes, and accept that."""
    if "carried" in request.POST:
        return _accept(request)
    if request.method != "POST":
        return _upload(request, RegisterForm())
    form = RegisterForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return render(request, "schools/import.html", _preview(request, form))
        except Refused as reason:
            return _upload(request, RegisterForm(), reason.sentences)
    return _upload(request, form)


def _upload(request: Request, form: RegisterForm, problems: Iterable[str] = ()) -> HttpResponse:
    context = {
        "form": form,
        "problems": problems,
        "reading": display.reading_words(actions.last_reading()),
        "schools": School.objects.filter(in_register=True).count(),
    }
    return render(request, "schools/import.html", context)


def _preview(request: Request, form: RegisterForm) -> dict[str, Any]:
    file: UploadedFile = form.cleaned_data["file"]
    register = read_register(list(read_sheets(file, file.name or "The file")))
    complete = not register.problems
    changes = actions.would_change(rows=register.rows, complete=complete)
    payload = {
        "title": register.title,
        "complete": complete,
        "seen": actions.seen(changes),
        "rows": [astuple(row) for row in register.rows],
    }
    return {
        "register": register,
        "problems": [problem.sentence for problem in register.problems[:SHOWN_PROBLEMS]],
        "more_problems": max(len(register.problems) - SHOWN_PROBLEMS, 0),
        "changes": display.preview(changes),
        "carried": seal(payload, CARRIED, request.user.pk),
    }


def _accept(request: Request) -> HttpResponse:
    form = AcceptForm(request.POST)
    form.is_valid()
    try:
        payload = unseal(form.cleaned_data.get("carried", ""), CARRIED, request.user.pk)
        changes = actions.accept_register(
            rows=[RegisterRow(*values) for values in payload["rows"]],
            complete=payload["complete"],
            title=payload["title"],
            as_seen=payload["seen"],
            by=request.user,
        )
    except Refused as reason:
        return _upload(request, RegisterForm(), reason.sentences)
    messages.success(request, display.what_changed(changes))
    return redirect("schools:list")
