"""The one field a pupil types before the questions."""

from django import forms

from core.forms import PlainErrors


class CodeForm(PlainErrors, forms.Form):
    """A study code, as it comes; what it means is asked of ``find_entrant``."""

    code = forms.CharField(
        label="Your code",
        max_length=40,
        help_text="It is on your card and looks like K7P-2XQ-9R7.",
        error_messages={
            "required": "Enter the code on your card.",
            "max_length": "That is longer than a code. Look at your card and type it again.",
        },
        widget=forms.TextInput(
            attrs={
                "class": "rw-code-entry",
                "autocapitalize": "characters",
                "autocomplete": "off",
                "autocorrect": "off",
                "spellcheck": "false",
                "inputmode": "text",
            }
        ),
    )
