"""Reading one mark, or one showing, from a coach's tap."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from core.forms import PlainErrors
from sessions.choices import MarkKind
from sessions.display.register_rows import ALL, CAR, DEMONSTRATION

SHOWS = [(CAR, "My car"), (ALL, "All cars"), (DEMONSTRATION, "Demonstration group")]
_LOST = "The page did not send all of this. Open the register again."


class MarkForm(PlainErrors, forms.Form):
    """What is said of a pupil, under the number of the form it was said in."""

    kind = forms.ChoiceField(choices=MarkKind, error_messages={"required": _LOST})
    minutes = forms.IntegerField(
        required=False,
        error_messages={"invalid": "Enter the minutes at the wheel as a whole number, such as 30."},
    )
    id = forms.UUIDField(error_messages={"required": _LOST, "invalid": _LOST})
    saw = forms.CharField(required=False, max_length=2000)
    show = forms.ChoiceField(choices=SHOWS, required=False)

    def clean_saw(self) -> set[UUID]:
        """The marks that stood on the page."""
        try:
            return {UUID(text) for text in self.cleaned_data["saw"].split(",") if text}
        except ValueError:
            raise ValidationError(_LOST) from None

    def clean(self) -> dict[str, object]:
        """Only driving has minutes: what stands in the box counts for nothing else."""
        cleaned = dict(super().clean() or self.cleaned_data)
        if cleaned.get("kind") != MarkKind.DROVE:
            cleaned["minutes"] = None
        return cleaned


class ShowingForm(PlainErrors, forms.Form):
    """Which showing was seen, under the number of the form it was said in."""

    slot = forms.IntegerField(min_value=0, error_messages={"required": _LOST, "invalid": _LOST})
    id = forms.UUIDField(error_messages={"required": _LOST, "invalid": _LOST})
