"""Reads and checks the shape of what people type about a programme and its supply."""

import datetime
from typing import Any

from django import forms

from accounts.roles import Role
from core.dates import school_year
from core.forms import DateField, PlainErrors
from programmes.choices import Service
from programmes.models import Airfield, Car, Closure, Coach, OfProgramme, Partner, Programme
from programmes.rules import SERVICES

WIDE = {"class": "rw-w16"}
NARROW = {"class": "rw-w4", "inputmode": "numeric"}


def offer_plainly(field: forms.Field) -> None:
    """Say "Choose one" where Django's lists begin with a row of dashes."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label:
        field.empty_label = "Choose one" if field.required else "None"
    elif isinstance(field, forms.TypedChoiceField) and isinstance(field.widget, forms.Select):
        blank, *rest = list(field.widget.choices) or [("", "")]
        field.choices = [("", "Choose one"), *rest] if blank[0] == "" else [blank, *rest]


class ShapeForm(PlainErrors, forms.ModelForm):
    """A form whose fields come from a table; it never touches the row: actions do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            offer_plainly(field)

    def _post_clean(self) -> None:
        """Nothing: the row's own rules are asked by the action."""

    def save(self, commit: bool = True) -> Any:
        raise NotImplementedError("Forms never save. Call an action.")


class OfPartners(ShapeForm):
    """A form that offers the programme's own partners in its field ``offers``."""

    offers = "partner"

    def __init__(self, *args: Any, partners: OfProgramme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.offers]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = partners.order_by("name")


class ProgrammeForm(ShapeForm):
    school_year = forms.TypedChoiceField(coerce=int)

    class Meta:
        model = Programme
        fields = [
            "name",
            "area",
            "school_year",
            "min_age",
            "max_age",
            "slot_minutes",
            "target_pupils",
        ]
        widgets = {
            "area": forms.TextInput(attrs=WIDE),
            "min_age": forms.TextInput(attrs=NARROW),
            "max_age": forms.TextInput(attrs=NARROW),
            "slot_minutes": forms.TextInput(attrs=NARROW),
            "target_pupils": forms.TextInput(attrs={"class": "rw-w8", "inputmode": "numeric"}),
        }
        help_texts = {
            "name": "As people call it: Highland pre-driver days.",
            "area": "The council area, or wherever the pupils come from.",
            "target_pupils": "What you promised the funders. Reports show how far you are.",
        }

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = today.year if today.month >= 6 else today.year - 1
        years = {now - 1, now, now + 1, self.instance.school_year or now}
        field = self.fields["school_year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(year, school_year(year)) for year in sorted(years)]
        if not self.instance.school_year:
            self.initial["school_year"] = now


class PartnerForm(ShapeForm):
    class Meta:
        model = Partner
        fields = ["name", "kind", "agreement_from", "agreement_until"]
        field_classes = {"agreement_from": DateField, "agreement_until": DateField}
        help_texts = {
            "kind": "Coaches of a police, fire or ambulance partner belong to that service.",
            "agreement_from": "Leave both dates empty if nothing is signed yet.",
            "agreement_until": "Without an agreement in force its people see no personal data.",
        }


class AirfieldForm(OfPartners):
    offers = "owner"

    class Meta:
        model = Airfield
        fields = ["name", "postcode", "owner"]
        widgets = {"postcode": forms.TextInput(attrs={"class": "rw-w8"})}
        labels = {"owner": "Lent by"}


class ClosureForm(ShapeForm):
    class Meta:
        model = Closure
        fields = ["starts_on", "ends_on", "reason"]
        field_classes = {"starts_on": DateField, "ends_on": DateField}
        help_texts = {"reason": "Such as resurfacing, or an air show."}


class CarForm(OfPartners):
    offers = "lender"

    class Meta:
        model = Car
        fields = ["name", "gearbox", "lender", "insured_until", "inspected_until"]
        field_classes = {"insured_until": DateField, "inspected_until": DateField}
        widgets = {"name": forms.TextInput(attrs=WIDE), "gearbox": forms.RadioSelect}
        labels = {"lender": "Lent by"}
        error_messages = {"lender": {"required": "Choose the partner that lends it."}}


class CarChangeForm(CarForm):
    class Meta(CarForm.Meta):
        fields = [*CarForm.Meta.fields, "is_active"]


class CoachForm(OfPartners):
    """A new coach; an e-mail address opens an account for him."""

    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="With it the coach can sign in; a link to choose a password is sent there.",
    )

    class Meta:
        model = Coach
        fields = [
            "partner",
            "given_name",
            "family_name",
            "station",
            "pvg_confirmed_on",
            "pvg_confirmed_by",
            "pvg_review_on",
            "trained_until",
        ]
        field_classes = {
            "pvg_confirmed_on": DateField,
            "pvg_review_on": DateField,
            "trained_until": DateField,
        }
        labels = {"partner": "Service", "pvg_confirmed_by": "PVG membership confirmed by"}
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


class PersonForm(PlainErrors, forms.Form):
    """Who gets which role. Coaches have their own form, because they need a service."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(
        label="E-mail address", help_text="A link to choose a password is sent there."
    )
    role = forms.ChoiceField(
        choices=[(r.value, r.label) for r in Role if r is not Role.COACH],
        widget=forms.RadioSelect,
        help_text="An evaluator may hold no role that sees pupils' names.",
    )
    partner = forms.ModelChoiceField(
        queryset=Partner.objects.none(),
        required=False,
        label="Organisation",
        help_text="An evaluator needs one: its agreement decides what he may see.",
    )

    def __init__(self, *args: Any, partners: OfProgramme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = partners.order_by("name")
        offer_plainly(field)


class CoachFilter(PlainErrors, forms.Form):
    """Which coaches to list; what makes no sense is left out."""

    service = forms.ChoiceField(choices=Service.choices, required=False)
    fit = forms.ChoiceField(choices=[("no", "Not fit")], required=False)
    q = forms.CharField(max_length=60, required=False, label="Name")
