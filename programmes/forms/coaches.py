"""Forms for one coach, and for choosing which coaches to list."""

from typing import Any

from django import forms

from core.forms import DateField, PlainErrors
from core.grid import KILOMETRE
from programmes.actions.availability import MOST_MILES
from programmes.choices import Service
from programmes.forms.shape import WIDE, OfPartners, grid_field, limit_field, mobile_field
from programmes.models import Coach, OfProgramme
from programmes.rules import SERVICES


class CoachForm(OfPartners):
    """A new coach; an e-mail address opens an account for him."""

    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="With it the coach can sign in; a link to choose a password is sent there.",
    )

    phone = mobile_field("For text messages, and to ring when somebody drops out.")
    grid_reference = grid_field(
        "Sets out from",
        "The grid reference of the station, never of a home: NH 66 45. "
        "It is kept to the square of one kilometre.",
        digits=KILOMETRE,
    )
    most_miles = limit_field(
        "Travels at most, in miles", MOST_MILES, "One way, in a straight line. Empty for no limit."
    )
    most_days_a_month = limit_field("Most days a month", 31, "Empty for no limit.")
    most_days_a_year = limit_field("Most days a year", 366, "Empty for no limit.")

    class Meta:
        model = Coach
        fields = [
            "partner",
            "given_name",
            "family_name",
            "phone",
            "station",
            "grid_reference",
            "most_miles",
            "most_days_a_month",
            "most_days_a_year",
            "pvg_confirmed_on",
            "pvg_confirmed_by",
            "pvg_review_on",
            "trained_until",
            "newcomer",
            "may_lead",
            "may_demonstrate",
        ]
        field_classes = {
            "pvg_confirmed_on": DateField,
            "pvg_review_on": DateField,
            "trained_until": DateField,
        }
        labels = {
            "partner": "Service",
            "pvg_confirmed_by": "PVG membership confirmed by",
        }
        help_texts = {
            "pvg_confirmed_on": "Leave a date empty until you know it; the coach is not fit yet.",
        }
        widgets = {
            name: forms.TextInput(attrs=WIDE) for name in ("given_name", "family_name", "station")
        }

    def __init__(self, *args: Any, partners: OfProgramme, **kwargs: Any) -> None:
        super().__init__(*args, partners=partners.filter(kind__in=SERVICES), **kwargs)
        if self.instance.user_id:
            del self.fields["email"]


class CoachChangeForm(CoachForm):
    class Meta(CoachForm.Meta):
        fields = [*CoachForm.Meta.fields, "is_active"]


class CoachFilter(PlainErrors, forms.Form):
    """Which coaches to list; what makes no sense is left out."""

    service = forms.ChoiceField(choices=Service.choices, required=False)
    fit = forms.ChoiceField(choices=[("no", "Not fit")], required=False)
    q = forms.CharField(max_length=60, required=False, label="Name")
