"""Reads and checks the shape of what people type about a programme and its supply."""

from programmes.forms.coaches import CoachChangeForm, CoachFilter, CoachForm
from programmes.forms.people import PersonForm, ProgrammeForm
from programmes.forms.supply import (
    AirfieldForm,
    CarChangeForm,
    CarForm,
    ClosureForm,
    PartnerForm,
)

__all__ = [
    "AirfieldForm",
    "CarChangeForm",
    "CarForm",
    "ClosureForm",
    "CoachChangeForm",
    "CoachFilter",
    "CoachForm",
    "PartnerForm",
    "PersonForm",
    "ProgrammeForm",
]
