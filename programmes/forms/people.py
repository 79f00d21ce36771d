"""Forms for the programme itself, and for who holds which role in it."""

import datetime
from typing import Any

from django import forms

from accounts.roles import Role
from core.dates import school_year
from core.forms import PlainErrors
from programmes.forms.shape import NARROW, WIDE, ShapeForm, offer_plainly
from programmes.models import OfProgramme, Partner, Programme


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
