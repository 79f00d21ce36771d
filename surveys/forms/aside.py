"""Settling what was set aside: the code it belongs to, or why it cannot count."""

from typing import Any

from django import forms

from core.forms import PlainErrors
from surveys.actions.aside import LONGEST_REASON

OTHER = "OTHER"


class CodeChoiceForm(PlainErrors, forms.Form):
    """One of the likely codes, or another that is typed."""

    code = forms.ChoiceField(
        label="Code that was meant",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a code, or “another code” and type it."},
    )
    typed = forms.CharField(label="Another code", max_length=40, required=False)

    def __init__(self, *args: Any, likely: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["code"]
        field.choices = [*likely, (OTHER, "Another code, typed below")]

    @property
    def chosen(self) -> str:
        """The code, as it is stored or as it was typed."""
        code = str(self.cleaned_data["code"])
        return str(self.cleaned_data["typed"]) if code == OTHER else code


class LeaveOutForm(PlainErrors, forms.Form):
    """Why answers cannot count."""

    because = forms.CharField(
        label="Why they cannot count",
        max_length=LONGEST_REASON,
        help_text="Such as: a trial run, or the same pupil twice. It is kept with the answers.",
        error_messages={"required": "Say in a few words why these answers cannot count."},
    )
