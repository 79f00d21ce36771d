"""What is asked about schools: the register's file, a search, a contact."""

from django import forms

from core.forms import FileField, PlainErrors


class RegisterForm(PlainErrors, forms.Form):
    """The workbook, as it was published."""

    file = FileField(label="Workbook", accept=(".xlsx",))


class AcceptForm(PlainErrors, forms.Form):
    """What the preview carried, sealed."""

    carried = forms.CharField(widget=forms.HiddenInput)


class SchoolFilter(forms.Form):
    """A search among schools; anything that cannot be meant is left out."""

    q = forms.CharField(required=False, max_length=60)
    council = forms.CharField(required=False, max_length=9)

    @property
    def asked(self) -> dict[str, str]:
        """Only what was filled in."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class ContactForm(PlainErrors, forms.Form):
    """Who speaks for a school."""

    name = forms.CharField(max_length=120)
    job = forms.CharField(
        label="Job at the school", max_length=80, required=False, help_text="Such as S5 year head."
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="With it the person can be given an account.",
    )
    phone = forms.CharField(max_length=30, required=False)
