"""The head of a paper sheet: its code, the date on it, and its language."""

from typing import Any

from django import forms

from core.forms import DateField, PlainErrors
from surveys.choices import Language


class SheetForm(PlainErrors, forms.Form):
    """Which sheet is keyed next; date and language stay as they were for the sheet before."""

    code = forms.CharField(
        label="Code on the sheet",
        max_length=40,
        help_text="Type it or scan it; capitals and hyphens do not matter.",
        error_messages={"required": "Enter the code on the sheet."},
        widget=forms.TextInput(
            attrs={
                "class": "rw-code-entry",
                "autocapitalize": "characters",
                "autocomplete": "off",
                "autocorrect": "off",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    answered_on = DateField(
        label="Answered on", help_text="The date on the sheet. It stays for the sheets to come."
    )
    language = forms.ChoiceField(label="Language of the sheet")

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(languages) > 1:
            field: Any = self.fields["language"]
            field.choices = languages
        else:
            del self.fields["language"]

    @property
    def chosen_language(self) -> str:
        """The language of the sheet, English where no other can be printed."""
        return str(self.cleaned_data.get("language") or Language.ENGLISH)
