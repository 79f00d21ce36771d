"""What is asked before the lot is drawn: by what to sort schools, where the seed comes from."""

from typing import Any

from django import forms

from core.forms import PlainErrors
from sessions.rules.lot import LONGEST_SEED, MARKS

MACHINE, TYPED = "MACHINE", "TYPED"


class MarksForm(PlainErrors, forms.Form):
    """By what schools are sorted before the draw."""

    marks = forms.MultipleChoiceField(
        label="Sort the schools by",
        choices=list(MARKS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="So that both halves have as many schools of each sort. Sort by less where "
        "there are few schools.",
    )


class SeedForm(PlainErrors, forms.Form):
    """The seed, and yes to a draw that cannot be repeated with another one."""

    seed_from = forms.ChoiceField(
        label="Where the seed comes from",
        choices=[
            (MACHINE, "Runway draws it now"),
            (TYPED, "A public source: type it below"),
        ],
        initial=MACHINE,
        widget=forms.RadioSelect,
    )
    seed = forms.CharField(
        label="Seed from a public source",
        max_length=LONGEST_SEED,
        required=False,
        help_text="Such as the numbers of a lottery on a date that was named to everybody before.",
    )
    sure = forms.BooleanField(label="I know that the lot is drawn once and never again")

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        if cleaned.get("seed_from") == MACHINE:
            cleaned["seed"] = ""
        elif "seed" in cleaned and not cleaned["seed"]:
            self.add_error("seed", "Enter the seed, or let Runway draw it.")
        return cleaned
