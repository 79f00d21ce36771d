"""Which outcome is declared, in which survey, and which subgroups are looked at."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import PlainErrors
from surveys.choices import Subgroup


class DeclareForm(PlainErrors, forms.Form):
    """One scale and one later survey; ``scales`` and ``waves`` are value and label."""

    scale = forms.ChoiceField(
        label="Primary outcome",
        widget=forms.RadioSelect,
        help_text="One scale. Every other change is read as exploratory.",
        error_messages={"required": "Choose the one scale that decides."},
    )
    wave = forms.ChoiceField(
        label="In which survey",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the survey in which it is read."},
    )
    subgroups = forms.MultipleChoiceField(
        label="Subgroups to look at",
        help_text="Only these are shown by themselves; small groups are hidden all the same.",
        choices=[(value, label.capitalize()) for value, label in Subgroup.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        scales: Sequence[tuple[str, str]],
        waves: Sequence[tuple[str, str]],
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        scale: Any = self.fields["scale"]
        wave: Any = self.fields["wave"]
        scale.choices, wave.choices = scales, waves
