"""Reads and checks the shape of what coaches say of patterns, calendars and limits."""

from typing import Any

from django import forms

from core.forms import DateField, FileField, PlainErrors
from programmes.models import Coach
from programmes.rules.shifts import KNOWN

NUMBER = {"class": "rw-w4", "inputmode": "numeric"}
NOT_BOTH = "Choose a file or enter an address, not both."
REST = "Not on the day after a night shift"


class LimitsForm(PlainErrors, forms.Form):
    """How often and how far; an empty field is no limit."""

    hide_optional = True
    most_days_a_month = forms.IntegerField(
        label="Days a month, at most",
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs=NUMBER),
        help_text="Leave a field empty for no limit.",
    )
    most_days_a_year = forms.IntegerField(
        label="Days a school year, at most",
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs=NUMBER),
    )
    most_miles = forms.IntegerField(
        label="Miles to the airfield, at most",
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs=NUMBER),
        help_text="In a straight line.",
    )
    grid_reference = forms.CharField(
        label="Sets out from",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"class": "rw-w8"}),
        help_text="The grid reference of the station or town, such as NH 84 77. Never of a home: "
        "it is kept to the square of one kilometre.",
    )

    @staticmethod
    def values_of(coach: Coach) -> dict[str, Any]:
        """What the fields show at first."""
        return {name: getattr(coach, name) for name in LimitsForm.base_fields}


class KnownForm(forms.Form):
    """A known pattern, chosen by tapping the date of its first shift."""

    known = forms.TypedChoiceField(
        choices=[(n, one.name) for n, one in enumerate(KNOWN)], coerce=int
    )
    first = forms.DateField(input_formats=["%Y-%m-%d"])
    rests = forms.BooleanField(required=False)


class WeekForm(forms.Form):
    """The weekdays that are free each week; Monday is 0."""

    free = forms.TypedMultipleChoiceField(
        choices=[(n, n) for n in range(7)],
        coerce=int,
        error_messages={"required": "Tick the days on which you are free."},
    )


class CycleForm(PlainErrors, forms.Form):
    """Any other pattern, a letter a day."""

    cycle = forms.CharField(
        label="Shifts, a letter a day",
        max_length=80,
        help_text="D is a day shift, N a night shift, O a day off: DDNNOOOO.",
    )
    starts_on = DateField(label="Date of the first letter")
    rests_after_night = forms.BooleanField(label=REST, required=False, initial=True)

    def clean_cycle(self) -> str:
        """The letters alone, as people part them with spaces or commas."""
        typed: str = self.cleaned_data["cycle"]
        return "".join(typed.upper().replace(",", " ").split())


class CalendarForm(PlainErrors, forms.Form):
    """A calendar file, or the address of one."""

    hide_optional = True
    file = FileField(
        accept=(".ics",),
        required=False,
        label="Calendar file",
        help_text="A file ending in .ics, up to 1 MB.",
    )
    address = forms.CharField(
        label="Or its address",
        required=False,
        max_length=600,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text="It begins with https:// or webcal://, and is read again every night.",
    )
    rests_after_night = forms.BooleanField(label=REST, required=False, initial=True)
    others_free = forms.BooleanField(
        label="All other days I can come",
        required=False,
        help_text="From the first event to the last. Else dates without an event stay unsaid.",
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        given = [name for name in ("file", "address") if self.cleaned_data.get(name)]
        if not self.errors and len(given) != 1:
            self.add_error(None, NOT_BOTH if given else "Choose a file, or enter an address.")
        return self.cleaned_data
