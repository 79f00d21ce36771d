"""Reads what is written to everybody of a day."""

from django import forms

from core.forms import PlainErrors


class NoteForm(PlainErrors, forms.Form):
    """Subject and words of one message."""

    subject = forms.CharField(
        max_length=100,
        help_text="Such as: Bring a warm jacket on Tuesday.",
        error_messages={"required": "Write what the message is about."},
    )
    text = forms.CharField(
        label="Message",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Write nothing about a pupil, and no pupil's name: coaches of all services and "
        "contacts of all schools of the day read it.",
        error_messages={"required": "Write the message."},
    )
