"""Which wave is opened on a tablet, and for whom."""

from typing import Any

from django import forms

from core.forms import PlainErrors

CHOOSE = "Choose what pupils answer on this tablet."


class OpeningForm(PlainErrors, forms.Form):
    """One of the waves that are open today; chosen beforehand where there is only one."""

    opening = forms.ChoiceField(
        label="What do pupils answer on this tablet?",
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["opening"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if len(choices) == 1:
            field.initial = choices[0][0]
