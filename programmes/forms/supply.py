"""Forms for partners, airfields with their closures, and cars."""

from django import forms

from core.forms import DateField
from programmes.forms.shape import WIDE, OfPartners, ShapeForm, grid_field
from programmes.models import Airfield, Car, Closure, Partner


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

    grid_reference = grid_field(
        "Grid reference",
        "From any Ordnance Survey map, such as NH 84 77. It tells how far each coach travels.",
    )

    class Meta:
        model = Airfield
        fields = ["name", "postcode", "grid_reference", "owner"]
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
