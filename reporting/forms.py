"""Reads and checks the shape of what people type about what goes out."""

from django import forms

from core.forms import PlainErrors
from reporting.models import Release


def _longest(field: str) -> int | None:
    return Release._meta.get_field(field).max_length  # type: ignore[union-attr]


class FreezeForm(PlainErrors, forms.Form):
    """Who takes the data, and for what; and that one knows what freezing means."""

    recipient = forms.CharField(
        label="Who takes the data",
        help_text="The person or team, and where they work.",
        max_length=_longest("recipient"),
        error_messages={"required": "Say who takes the data."},
    )
    purpose = forms.CharField(
        label="What the data are for",
        help_text="One sentence. It stands on this page and inside the file.",
        max_length=_longest("purpose"),
        error_messages={"required": "Say what the data are for."},
    )
    sure = forms.BooleanField(
        label="I know that a release is never changed or deleted",
        error_messages={"required": "Tick the box when you have read what freezing means."},
    )
