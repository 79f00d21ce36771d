"""Reading a list of consents, and one pupil typed by hand."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import DateField, PlainErrors
from schools.choices import Need, YearGroup
from schools.readers.class_rows import ListRow
from schools.readers.names import LONGEST_NAME, name_problem
from sessions.actions.places import Consents
from sessions.choices import Consent
from sessions.display.places import PURPOSES, consents_of
from sessions.models import Place


class ConsentsForm(PlainErrors, forms.Form):
    """Three answers for each place, with those that the page showed.

    Only what differs from the page counts, so that two people with the same list open do not
    undo each other's work.
    """

    def __init__(self, data: Any, places: Sequence[Place]) -> None:
        self.places = places
        super().__init__(data)

    def clean(self) -> dict[str, Any]:
        """``cleaned_data["consents"]``: what each place shall have, by its number."""
        cleaned = dict(super().clean() or {})
        cleaned["consents"] = {place.pk: self._of(place) for place in self.places}
        return cleaned

    def _of(self, place: Place) -> Consents:
        now = consents_of(place)
        shown = str(self.data.get(f"was-{place.pk}", "")).split(",")
        was = shown if len(shown) == len(now) else list(now)
        said = []
        for (key, _), old, current in zip(PURPOSES, was, now, strict=True):
            value = self.data.get(f"{key}-{place.pk}", old)
            if value not in Consent.values:
                raise ValidationError("Choose Yes, No or Not in yet for each pupil.")
            said.append(current if value == old else value)
        return Consents(*said)


class PupilForm(PlainErrors, forms.Form):
    """One pupil, as a line of a class list."""

    given_name = forms.CharField(label="First name", max_length=LONGEST_NAME)
    known_as = forms.CharField(
        label="Known as",
        max_length=LONGEST_NAME,
        required=False,
        help_text="If coaches shall call the pupil by another first name.",
    )
    family_name = forms.CharField(label="Surname", max_length=LONGEST_NAME)
    born_on = DateField(label="Date of birth")
    year_group = forms.ChoiceField(label="Year group", choices=[("", "Choose"), *YearGroup.choices])
    need = forms.ChoiceField(
        label="What the coach must know",
        choices=Need.choices,
        initial=Need.NONE,
        help_text="Choose “speak to the teacher” for anything else.",
    )
    consent = forms.ChoiceField(
        label="Consent to take part",
        choices=[(Consent.YES, "Yes"), (Consent.NO, "No"), (Consent.UNKNOWN, "Not in yet")],
        initial=Consent.UNKNOWN,
        widget=forms.RadioSelect,
    )

    def clean_given_name(self) -> str:
        return _named(self.cleaned_data["given_name"])

    def clean_known_as(self) -> str:
        text = self.cleaned_data["known_as"]
        return _named(text) if text else ""

    def clean_family_name(self) -> str:
        return _named(self.cleaned_data["family_name"])

    def row(self) -> ListRow:
        """The pupil as a line that stands in no sheet."""
        return ListRow(row_number=0, **self.cleaned_data)


def _named(text: str) -> str:
    if name_problem(text):
        raise ValidationError("Write the name only, in letters, such as Anna-Maria or O’Neill.")
    return str(text)
