"""What is asked about a class list: the file, the order of its dates, and yes to the preview."""

from typing import Any

from django import forms

from core.forms import FileField, PlainErrors


class ListForm(PlainErrors, forms.Form):
    """A class list as the school office keeps it."""

    file = FileField(label="Class list")


class OrderForm(PlainErrors, forms.Form):
    """Whether day or month comes first; nothing is chosen beforehand."""

    order = forms.ChoiceField(
        label="Which is right?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose which of the two is right.",
            "invalid_choice": "Choose which of the two is right.",
        },
    )
    asked = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["order"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
