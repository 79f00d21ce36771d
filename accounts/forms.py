"""Allauth's forms in our words: the same checks, plain labels, no placeholders."""

from typing import Any

from allauth.account import forms as allauth_forms

from core.forms import PlainErrors, required_words

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "oldpassword": "Password now",
    "password1": "New password",
    "password2": "New password once more",
}
NEW_PASSWORD = "12 characters or more. Three words that do not belong together are easy to keep."  # noqa: S105


class InOurWords(PlainErrors):
    """Mixin before an allauth form; some of its fields exist only once it is made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = NEW_PASSWORD if name == "password1" else ""
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = required_words(field, name)


class SignInForm(InOurWords, allauth_forms.LoginForm):  # type: ignore[misc]
    """E-mail address and password."""


class ChangePasswordForm(InOurWords, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """A new password for somebody who is signed in."""


class ResetPasswordForm(InOurWords, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Asks for the link to a new password."""


class NewPasswordForm(InOurWords, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password for somebody who followed the link."""
