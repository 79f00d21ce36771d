"""What is asked about a comparison group: year group, how many codes, from when windows count."""

from django import forms

from core.forms import DateField, PlainErrors
from schools.choices import YearGroup
from surveys.actions.groups import MOST_CODES

NUMBER = {"inputmode": "numeric", "class": "rw-w4"}
COUNTS_FROM = (
    "The surveys’ windows count from this date as from a day: take the middle of the days of the "
    "early schools."
)


class CodesForm(PlainErrors, forms.Form):
    """More study codes."""

    codes = forms.IntegerField(
        label="How many study codes",
        min_value=1,
        max_value=MOST_CODES,
        widget=forms.TextInput(attrs=NUMBER),
        help_text="One for each pupil of the year group who takes part.",
    )


class MoveForm(PlainErrors, forms.Form):
    """The date that stands in for the day."""

    counts_from = DateField(label="Date that stands in for the day", help_text=COUNTS_FROM)


class GroupForm(CodesForm, MoveForm):
    """A new comparison group of a school."""

    year_group = forms.ChoiceField(label="Year group", choices=[("", "Choose"), *YearGroup.choices])

    field_order = ("year_group", "codes", "counts_from")


class RemoveForm(PlainErrors, forms.Form):
    """Yes to deleting codes: whoever holds such a card can answer no more."""

    sure = forms.BooleanField(label="No pupil needs these cards any more")
