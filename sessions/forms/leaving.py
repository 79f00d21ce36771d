"""Reads who gives up a seat, and why."""

from collections.abc import Collection
from typing import Any

from django import forms

from core.forms import PlainErrors
from programmes.choices import Service
from sessions.choices import WithdrawalReason
from sessions.models import CrewSeat

CHOOSE = "Choose why."
OWN_REASONS = (WithdrawalReason.CALLED_OUT, WithdrawalReason.CANNOT_COME)


class LeaveForm(PlainErrors, forms.Form):
    """A reason, and which of the crew leave too."""

    reason = forms.ChoiceField(
        label="Why",
        choices=WithdrawalReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    crew = forms.TypedMultipleChoiceField(
        label="Who leaves too",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose coaches who are still on this day."},
    )

    def __init__(
        self,
        *args: Any,
        crew: Collection[CrewSeat],
        reasons: Collection[WithdrawalReason] = tuple(WithdrawalReason),
        **kwargs: Any,
    ) -> None:
        """``crew`` are the seats of those who may be taken along; their coaches are loaded."""
        super().__init__(*args, **kwargs)
        chosen, why = self.fields["crew"], self.fields["reason"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        assert isinstance(why, forms.ChoiceField)
        chosen.choices = [
            (seat.pk, f"{seat.coach} ({Service(seat.service).label.lower()})") for seat in crew
        ]
        why.choices = [(reason.value, reason.label) for reason in reasons]
        if not crew:
            del self.fields["crew"]
