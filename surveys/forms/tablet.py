"""Which wave is opened on a tablet, and for whom; and the file that a tablet saved."""

from typing import Any

from django import forms

from core.forms import FileField, PlainErrors

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


class SavedForm(PlainErrors, forms.Form):
    """What a tablet without signal saved as a file: sealed answers, which nobody can read."""

    file = FileField(label="File of sealed answers", accept=(".json",))
