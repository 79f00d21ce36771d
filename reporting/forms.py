"""Reads and checks the shape of what people type about what goes out."""

from collections.abc import Sequence
from typing import Any

from django import forms

from core.forms import DateField, PlainErrors
from reporting.choices import Coarser
from reporting.models import Freezing, Release, Token
from reporting.rules.likeness import coarser_of


def _longest(model: type[Freezing | Release | Token], field: str) -> int | None:
    return model._meta.get_field(field).max_length  # type: ignore[union-attr]


class FreezeForm(PlainErrors, forms.Form):
    """Who takes the data, for what and under which agreement; how coarse; and that one knows."""

    recipient = forms.CharField(
        label="Who takes the data",
        help_text="The person or team, and where they work.",
        max_length=_longest(Freezing, "recipient"),
        error_messages={"required": "Say who takes the data."},
    )
    purpose = forms.CharField(
        label="What the data are for",
        help_text="One sentence. It stands on this page and inside the file.",
        max_length=_longest(Freezing, "purpose"),
        error_messages={"required": "Say what the data are for."},
    )
    agreement = forms.CharField(
        label="Which data agreement covers it",
        help_text="Its name or number, and its date.",
        max_length=_longest(Freezing, "agreement"),
        error_messages={"required": "Say which data agreement covers it."},
    )
    delete_by = DateField(label="The copy is deleted by")
    promised = forms.BooleanField(
        label="Whoever takes the data has agreed not to try to find out who anybody is, and to "
        "delete the copy by this date",
        error_messages={"required": "Tick the box once whoever takes the data has agreed."},
    )
    coarser = forms.MultipleChoiceField(
        label="Tell less, so that nobody stands alone",
        help_text="Tick what this release does without.",
        required=False,
        choices=Coarser.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    # For which choice the page has shown how alike participants would be.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label="I know that a release is never changed or deleted",
        error_messages={"required": "Tick the box when you have read what freezing means."},
    )

    def __init__(
        self, *args: Any, coarser: Sequence[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if coarser is not None:
            self.fields["coarser"].choices = coarser  # type: ignore[attr-defined]

    def clean_coarser(self) -> frozenset[Coarser]:
        return coarser_of("|".join(self.cleaned_data["coarser"]))


class TokenForm(PlainErrors, forms.Form):
    """What a token is for, and until when."""

    label = forms.CharField(
        label="What it is for",
        help_text="Such as: R on the office computer.",
        max_length=_longest(Token, "label"),
        error_messages={"required": "Say what the token is for."},
    )
    ends_on = DateField(label="It ends on")
