"""Reads how long the season may be worked on."""

from django import forms

from core.forms import PlainErrors

CHOOSE = "Choose how long to work on it at most."


class PlanForm(PlainErrors, forms.Form):
    """The longest time; a proof that nothing is better ends the work earlier."""

    seconds = forms.TypedChoiceField(
        label="Work on it for at most",
        coerce=int,
        choices=[(10, "10 seconds"), (60, "1 minute"), (300, "5 minutes")],
        initial=60,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        help_text="It stops sooner once nothing better can be found, and you can stop it.",
    )
