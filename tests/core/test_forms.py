"""Forms speak plainly, draw complete fields, and forgive how people write dates and times."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import engines
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from core.forms import (
    DATE_HELP,
    TIME_HELP,
    DateField,
    DateWidget,
    FileField,
    PlainErrors,
    RunwayBoundField,
    TimeField,
)
from core.words import clock


class Booking(PlainErrors, forms.Form):
    school = forms.CharField(label="School name", max_length=5, help_text="As on the sign.")
    pvg = forms.CharField(label="PVG number", required=False)
    mail = forms.EmailField(label="E-mail", required=False)
    on = DateField(label="Date")
    starts = TimeField(label="Starts", required=False)
    service = forms.ChoiceField(
        label="Service", choices=[("P", "Police"), ("F", "Fire")], widget=forms.RadioSelect
    )
    needs = forms.MultipleChoiceField(
        label="Needs",
        choices=[("S", "Step-free"), ("H", "Hearing")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    airfield = forms.ChoiceField(label="Airfield", choices=[("", "Choose"), ("1", "Fearn")])
    places = forms.IntegerField(label="Places", min_value=1, max_value=50)
    asked = forms.BooleanField(label="I have asked the parents")
    own = forms.CharField(error_messages={"required": "Say which."})
    file = FileField(label="Class list")


def drawn(form: forms.BaseForm) -> str:
    page = engines["django"].from_string(
        '{% include "core/components/form.html" with form=form action="Book places" only %}'
    )
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    return str(page.render({"form": form}, request=request))


def test_required_errors_say_what_to_do():
    form = Booking({})
    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "school": "Enter the school name.",
        "on": DATE_HELP,
        "service": "Choose the service.",
        "airfield": "Choose the airfield.",
        "places": "Enter the places.",
        "asked": "Tick “I have asked the parents”.",
        "own": "Say which.",
        "file": "Choose a file.",
    }


def test_other_errors_are_ours_too():
    form = Booking(
        {"school": "Tain Royal", "mail": "x", "service": "Z", "needs": ["Q"], "places": "99"}
    )
    assert form.errors["school"] == ["Use 5 characters or fewer. There are 10."]
    assert form.errors["mail"] == ["Enter an e-mail address such as name@example.org."]
    assert form.errors["service"] == ["Choose one from the list."]
    assert form.errors["needs"] == ["Choose one from the list."]
    assert form.errors["places"] == ["Enter 50 or less."]


def test_summary_above_a_form_names_the_field_of_each_error():
    form = Booking({"on_0": "x", "places": "99"})
    school, places = form["school"], form["places"]
    assert isinstance(school, RunwayBoundField)
    assert isinstance(places, RunwayBoundField)
    assert school.summary == ["Enter the school name."]
    assert places.summary == ["Places: enter 50 or less."]


def test_number_that_is_none():
    assert Booking({"places": "six"}).errors["places"] == ["Enter a whole number, such as 12."]


def test_capitals_of_a_name_stay():
    form = Booking({})
    assert form.fields["pvg"].error_messages["required"] == "Enter the PVG number."


def test_page_never_says_invalid_or_please():
    text = drawn(Booking({"school": "Tain Royal", "mail": "x", "places": "99"})).lower()
    assert "please" not in text
    assert "this field" not in text
    assert "invalid" not in text.replace("aria-invalid", "")


def test_form_draws_labels_hints_and_token_inside_an_isolated_include():
    page = drawn(Booking())
    assert '<label class="ds_label" for="id_school">School name</label>' in page
    assert '<p class="ds_hint-text" id="id_school_helptext">As on the sign.</p>' in page
    assert 'aria-describedby="id_school_helptext"' in page
    assert 'name="csrfmiddlewaretoken" value="' in page
    assert 'enctype="multipart/form-data"' in page
    assert "ds_error-summary" not in page


def test_error_summary_leads_to_inputs_that_exist():
    page = drawn(Booking({"on_day": "31", "on_month": "2", "on_year": "2027"}))
    for anchor in ("id_school", "id_on_0", "id_service_0", "id_airfield", "id_asked", "id_file"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page


def test_error_is_tied_to_its_input():
    page = drawn(Booking({}))
    assert 'aria-invalid="true" aria-describedby="id_school_helptext id_school_error"' in page
    assert '<fieldset aria-describedby="id_on_error">' in page


def test_optional_fields_say_so_and_tick_boxes_do_not():
    page = drawn(Booking())
    assert 'Starts <span class="rw-optional">(optional)</span>' in page
    assert 'School name <span class="rw-optional">' not in page


def test_form_can_leave_optional_out():
    form = Booking()
    form.hide_optional = True  # type: ignore[attr-defined]
    assert "(optional)" not in drawn(form)


def test_radios_and_tick_boxes_have_their_own_drawings():
    page = drawn(Booking())
    assert 'name="service" value="P" class="ds_radio__input"' in page
    assert 'name="needs" value="S" class="ds_checkbox__input"' in page


def test_what_users_typed_is_escaped():
    page = drawn(Booking({"school": "<b>x", "on_day": '"><script>'}))
    assert "<script>" not in page
    assert "&lt;b&gt;x" in page


# --- dates ----------------------------------------------------------------------------------------


class Day(PlainErrors, forms.Form):
    on = DateField(required=False)


@pytest.mark.parametrize(
    "parts",
    [
        ("14", "3", "2027"),
        (" 14 ", "03", "2027"),
        ("14", "March", "2027"),
        ("14", "mar", "2027"),
        ("14/3/2027", "", ""),
        ("14.03.2027", "", ""),
        ("14 March 2027", "", ""),
    ],
)
def test_dates_as_people_write_them(parts: tuple[str, str, str]):
    form = Day(dict(zip(("on_day", "on_month", "on_year"), parts, strict=True)))
    assert form.errors == {}
    assert form.cleaned_data["on"] == dt.date(2027, 3, 14)


@pytest.mark.parametrize(
    "parts",
    [
        ("14", "3", "27"),
        ("14", "3", ""),
        ("", "3", "2027"),
        ("3", "ma", "2027"),
        ("14", "13", "2027"),
        ("0", "1", "2027"),
        ("-1", "1", "2027"),
        ("x", "y", "z"),
        ("1", "1", "99999"),
        ("1/2/2027/3", "", ""),
        ("²", "1", "2027"),
    ],
)
def test_dates_that_are_none_say_what_to_do(parts: tuple[str, str, str]):
    form = Day(dict(zip(("on_day", "on_month", "on_year"), parts, strict=True)))
    assert form.errors["on"] == [DATE_HELP]


def test_day_that_the_month_does_not_have_is_named():
    form = Day({"on_day": "31", "on_month": "2", "on_year": "2027"})
    assert form.errors["on"] == [f"There is no 31 February in 2027. {DATE_HELP}"]


def test_three_blanks_are_no_date():
    form = Day({"on_day": "", "on_month": " ", "on_year": ""})
    assert form.errors == {}
    assert form.cleaned_data["on"] is None


@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2999, 12, 31)))
def test_any_date_shown_is_read_back(day: dt.date):
    field = DateField()
    assert field.clean(DateWidget().decompress(day)) == day


def test_initial_date_fills_the_three_inputs():
    page = str(Day(initial={"on": dt.date(2027, 3, 14)})["on"])
    assert 'name="on_day" value="14"' in page
    assert 'name="on_month" value="3"' in page
    assert 'name="on_year" value="2027"' in page


def test_initial_date_may_be_iso_text():
    assert 'name="on_year" value="2027"' in str(Day(initial={"on": "2027-03-14"})["on"])


def test_unchanged_date_is_unchanged():
    typed = {"on_day": "14", "on_month": "3", "on_year": "2027"}
    assert not Day(typed, initial={"on": dt.date(2027, 3, 14)}).has_changed()


# --- times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9:30am", dt.time(9, 30)),
        ("09:30", dt.time(9, 30)),
        ("9.30", dt.time(9, 30)),
        ("0930", dt.time(9, 30)),
        ("9am", dt.time(9)),
        ("9 AM", dt.time(9)),
        ("12am", dt.time(0)),
        ("12pm", dt.time(12)),
        ("2:30 p.m.", dt.time(14, 30)),
        ("14:30", dt.time(14, 30)),
        (dt.time(8), dt.time(8)),
        (dt.datetime(2027, 1, 1, 8), dt.time(8)),  # noqa: DTZ001
    ],
)
def test_times_as_people_write_them(typed: Any, time: dt.time):
    assert TimeField().clean(typed) == time


@pytest.mark.parametrize("typed", ["9", "25:00", "9:75", "13pm", "0am", "noon", "9:3"])
def test_times_that_are_none_say_what_to_do(typed: str):
    with pytest.raises(ValidationError) as refused:
        TimeField().clean(typed)
    assert refused.value.messages == [TIME_HELP]


def test_no_time_is_none():
    assert TimeField(required=False).clean("") is None


@given(time=st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_any_time_shown_is_read_back(time: dt.time):
    assert TimeField().clean(clock(time)) == time


def test_initial_time_is_shown_as_we_write_it():
    assert 'value="9:30am"' in str(Booking(initial={"starts": dt.time(9, 30)})["starts"])


# --- files ----------------------------------------------------------------------------------------


def test_file_with_another_ending_is_refused():
    with pytest.raises(ValidationError) as refused:
        FileField().clean(SimpleUploadedFile("list.pdf", b"x"))
    assert refused.value.messages == ["Choose a file ending in .xlsx or .csv."]


def test_file_with_capitals_in_its_ending_is_taken():
    assert FileField().clean(SimpleUploadedFile("LIST.XLSX", b"x")).name == "LIST.XLSX"


def test_empty_file_is_refused():
    with pytest.raises(ValidationError) as refused:
        FileField().clean(SimpleUploadedFile("list.csv", b""))
    assert refused.value.messages == ["This file is empty. Choose another."]


def test_file_field_tells_the_browser_what_it_takes():
    assert 'accept=".xlsx,.csv"' in str(Booking()["file"])
