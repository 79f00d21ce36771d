"""What this app's forms share: fields from a table, plain lists, and fields that read places."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import PlainErrors
from core.grid import tidy
from core.phone import mobile_number
from programmes.models import OfProgramme

WIDE = {"class": "rw-w16"}
NARROW = {"class": "rw-w4", "inputmode": "numeric"}


def offer_plainly(field: forms.Field) -> None:
    """Say "Choose one" where Django's lists begin with a row of dashes."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label:
        field.empty_label = "Choose one" if field.required else "None"
    elif isinstance(field, forms.TypedChoiceField) and isinstance(field.widget, forms.Select):
        blank, *rest = list(field.widget.choices) or [("", "")]
        field.choices = [("", "Choose one"), *rest] if blank[0] == "" else [blank, *rest]


class ShapeForm(PlainErrors, forms.ModelForm):
    """A form whose fields come from a table; it never touches the row: actions do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            offer_plainly(field)

    def _post_clean(self) -> None:
        """Nothing: the row's own rules are asked by the action."""

    def save(self, commit: bool = True) -> Any:
        raise NotImplementedError("Forms never save. Call an action.")


class OfPartners(ShapeForm):
    """A form that offers the programme's own partners in its field ``offers``."""

    offers = "partner"

    def __init__(self, *args: Any, partners: OfProgramme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields[self.offers]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = partners.order_by("name")


class ReadField(forms.CharField):
    """Text that is kept in the one shape that ``read`` gives it, or refused in its words."""

    def __init__(self, *, read: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def clean(self, value: Any) -> str:
        """What was read; a ValueError of ``read`` becomes the field's error."""
        text: str = super().clean(value)
        try:
            return self.read(text)
        except ValueError as reason:
            raise ValidationError(str(reason), code="shape") from None


def grid_field(label: str, help_text: str, *, digits: int = 5) -> ReadField:
    """Ask for a grid reference, kept with at most so many digits each way."""
    return ReadField(
        read=lambda text: tidy(text, digits),
        label=label,
        help_text=help_text,
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "rw-w8"}),
    )


def mobile_field(help_text: str) -> ReadField:
    """Ask for a mobile number."""
    return ReadField(
        read=mobile_number,
        label="Mobile number",
        help_text=help_text,
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"class": "rw-w16", "type": "tel", "autocomplete": "off"}),
    )


def limit_field(label: str, most: int, help_text: str) -> forms.IntegerField:
    """Ask for a number from 1 to ``most``; nothing means no limit."""
    return forms.IntegerField(
        min_value=1,
        max_value=most,
        required=False,
        label=label,
        help_text=help_text,
        widget=forms.TextInput(attrs=NARROW),
    )
