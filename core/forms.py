"""Fields, widgets and the renderer that give every form one accessible look and plain words."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from core.words import MONTHS, clock

CLASSES = {
    "radio": "ds_radio__input",
    "checkbox": "ds_checkbox__input",
    "select": "ds_select",
    "file": "ds_file-upload__input",
    "hidden": "",
}


def widget_kind(widget: forms.Widget) -> str:
    """Which of our five drawings a widget takes: radio, checkbox, select, file, hidden or text."""
    if widget.is_hidden:
        return "hidden"
    kinds: list[tuple[type[forms.Widget], str]] = [
        (forms.CheckboxSelectMultiple, "checkbox"),  # before its parent class
        (forms.RadioSelect, "radio"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.FileInput, "file"),
    ]
    return next((kind for cls, kind in kinds if isinstance(widget, cls)), "text")


class RunwayBoundField(BoundField):
    """A field that brings the design system's classes, and knows where its error should lead."""

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Classes by kind; ``required`` goes, because browsers then speak in their own words."""
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        target = widget or self.field.widget
        kind = widget_kind(target)
        if self.use_fieldset:
            built.pop("aria-invalid", None)  # a group's error hangs on its fieldset
        names = [CLASSES.get(kind, "ds_input"), target.attrs.get("class", "")]
        if self.errors and kind in ("text", "select", "file"):
            names.append(f"{CLASSES.get(kind, 'ds_input')}--error")
        if joined := " ".join(name for name in names if name):
            built["class"] = joined
        return built

    @property
    def kind(self) -> str:
        """Which drawing the template takes."""
        return widget_kind(self.field.widget)

    @property
    def anchor(self) -> str:
        """The id that the error summary leads to: the first input of a group, or the input."""
        return f"{self.auto_id}_0" if self.use_fieldset else self.auto_id

    @property
    def summary(self) -> list[str]:
        """The errors as they stand above the form, where each must name its field."""
        label = str(self.label).rstrip("?:.")
        return [
            said if label.lower() in said.lower() else f"{label}: {said[:1].lower()}{said[1:]}"
            for said in map(str, self.errors)
        ]

    @property
    def says_optional(self) -> bool:
        """Whether the label adds "(optional)": not for one tick box, nor where a form says so."""
        if self.field.required or isinstance(self.field.widget, forms.CheckboxInput):
            return False
        return not getattr(self.form, "hide_optional", False)


class RunwayRenderer(TemplatesSetting):
    """Draws forms by our templates, which need no more than ``{{ form }}``."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"
    bound_field_class = RunwayBoundField


# --- dates and times ----------------------------------------------------------------------------

DATE_HELP = "Enter the date with day, month and year, such as 14 3 2027."
TIME_HELP = "Enter the time such as 9:30am or 14:30."


class DateWidget(forms.MultiWidget):
    """Day, month and year as three short inputs; no calendar, so it is the same everywhere."""

    template_name = "core/forms/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        parts = {"day": "rw-w2", "month": "rw-w2", "year": "rw-w4"}
        super().__init__(
            {
                part: forms.TextInput(attrs={"inputmode": "numeric", "class": f"ds_input {width}"})
                for part, width in parts.items()
            },
            attrs,
        )

    def decompress(self, value: object) -> list[Any]:
        """A date, or its ISO text, as day, month and year."""
        if isinstance(value, str) and value:
            value = dt.date.fromisoformat(value[:10])
        if isinstance(value, dt.date):
            return [value.day, value.month, value.year]
        return [None, None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Names each part for its label; the group's class does not belong on the parts."""
        own = {key: val for key, val in (attrs or {}).items() if key != "class"}
        context: dict[str, Any] = super().get_context(name, value, own)
        for part, label in zip(
            context["widget"]["subwidgets"], ("Day", "Month", "Year"), strict=True
        ):
            part["label"] = label
        return context


def month_number(text: str) -> int:
    """3 from "3", "03", "March" or "mar"; ValueError for anything else."""
    if text.isdecimal():
        return int(text)
    found = [n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(text.lower())]
    if len(found) != 1:
        raise ValueError(text)
    return found[0]


class DateField(forms.DateField):
    """A date typed as day, month and year; "March" and "mar" are months too."""

    widget = DateWidget
    default_error_messages = {"required": DATE_HELP, "invalid": DATE_HELP}

    def to_python(self, value: Any) -> dt.date | None:
        """The date, None for three blanks; refuses two-digit years and days that do not exist."""
        if not isinstance(value, list | tuple):
            return super().to_python(value)
        parts = [str(part or "").strip() for part in value]
        if not any(parts):
            return None
        if len(parts) == 3 and not any(parts[1:]):  # all of it typed into the first box
            parts = re.split(r"[\s./-]+", parts[0])
        try:
            day, month, year = (int(parts[0]), month_number(parts[1]), int(parts[2]))
        except (ValueError, IndexError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not 1900 <= year <= 2999 or len(parts) != 3:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return self._real(day, month, year)

    def _real(self, day: int, month: int, year: int) -> dt.date:
        try:
            return dt.date(year, month, day)
        except ValueError:
            if 1 <= month <= 12 and 1 <= day <= 31:
                gone = f"There is no {day} {MONTHS[month - 1]} in {year}. {DATE_HELP}"
                raise ValidationError(gone, code="invalid") from None
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class TimeField(forms.TimeField):
    """A time of day typed as people write it: 9:30am, 9.30, 0930, 9am, 14:30."""

    default_error_messages = {"required": TIME_HELP, "invalid": TIME_HELP}
    SHAPE = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "rw-w8"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored time as 9:30am; what was typed stays as it was typed."""
        return clock(value) if isinstance(value, dt.time) else value

    def to_python(self, value: Any) -> dt.time | None:
        """The time, None for a blank; a bare "9" is refused, for it may be a slip."""
        if value in self.empty_values:
            return None
        if isinstance(value, dt.datetime):
            return value.time()
        if isinstance(value, dt.time):
            return value
        found = self.SHAPE.fullmatch(str(value).strip())
        if not found or not (found[2] or found[3]):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()[:1]
        if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return dt.time(hour % 12 + 12 * (half == "p") if half else hour, minute)


# --- files --------------------------------------------------------------------------------------


class FileField(forms.FileField):
    """One file of the kinds in ``accept`` (endings with a dot); the hint says which and how big."""

    default_error_messages = {
        "required": "Choose a file.",
        "missing": "Choose a file.",
        "invalid": "Choose a file.",
        "empty": "This file is empty. Choose another.",
    }

    def __init__(self, *, accept: tuple[str, ...] = (".xlsx", ".csv"), **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(accept)}))
        kwargs.setdefault("help_text", f"A file ending in {' or '.join(accept)}, up to 5 MB.")
        super().__init__(**kwargs)
        self.accept = accept

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, if its name has one of the endings."""
        given = super().clean(data, initial)
        if given and not given.name.lower().endswith(self.accept):
            raise ValidationError(
                f"Choose a file ending in {' or '.join(self.accept)}.", code="ending"
            )
        return given


# --- words --------------------------------------------------------------------------------------

PLAIN = {
    "invalid_choice": "Choose one from the list.",
    "invalid_list": "Choose from the list.",
    "invalid_pk_value": "Choose from the list.",
    "min_value": "Enter %(limit_value)s or more.",
    "max_value": "Enter %(limit_value)s or less.",
    "min_length": "Enter at least %(limit_value)d characters.",
    "max_length": "Use %(limit_value)d characters or fewer. There are %(show_value)d.",
    "max_digits": "Enter a number with %(max)s digits or fewer.",
    "null_characters_not_allowed": "Type the text again, without pasted marks.",
}
PLAIN_INVALID: list[tuple[type[forms.Field], str]] = [
    (forms.EmailField, "Enter an e-mail address such as name@example.org."),
    (forms.URLField, "Enter a web address such as https://example.org."),
    (forms.DecimalField, "Enter a number such as 12.5."),
    (forms.IntegerField, "Enter a whole number, such as 12."),
]


def required_words(field: forms.Field, name: str) -> str:
    """ "Enter the school name." or "Choose the school.", from the field's label."""
    label = str(field.label or name.replace("_", " ")).rstrip("?:.")
    # Only the first letter: "PVG number" and "Tain Royal" keep their capitals.
    plain = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    if isinstance(field, forms.BooleanField):
        return f"Tick “{label}”."
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    return f"{'Choose' if chosen else 'Enter'} the {plain}."


class PlainErrors(forms.BaseForm):
    """Mixin before ``forms.Form``: Django's error texts become ours, a form's own texts stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._speak_plainly(name, field)

    @staticmethod
    def _speak_plainly(name: str, field: forms.Field) -> None:
        words = PLAIN | {"required": required_words(field, name)}
        for kind, sentence in PLAIN_INVALID:
            if isinstance(field, kind):
                words["invalid"] = sentence
                break
        stock = _stock_messages(field)
        for code, sentence in words.items():
            if code not in field.error_messages or field.error_messages[code] is stock.get(code):
                field.error_messages[code] = sentence


def _stock_messages(field: forms.Field) -> Mapping[str, Any]:
    """The messages that a field has from Django's classes, not from ours or from the form."""
    found: dict[str, Any] = {}
    for cls in reversed(type(field).__mro__):
        messages = vars(cls).get("default_error_messages", {})
        found.update(messages if cls.__module__.startswith("django.") else dict.fromkeys(messages))
    return found
