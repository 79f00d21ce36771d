"""Forms about instruments: a version's name, a file, a question, a scale."""

from typing import Any

from django import forms

from core.forms import FileField, PlainErrors
from core.problems import Refused
from surveys.actions.drafting import CellsRefused
from surveys.choices import ItemKind, ItemUse, ScaleUse, WaveKind
from surveys.rules.instrument import Item, Scale

WAVES = {
    WaveKind.BEFORE: "Before the day",
    WaveKind.AFTER: "After the day",
    WaveKind.FOLLOW_UP: "Some months later, and about a year later",
    WaveKind.FOLLOW_UP_2: "About a year later only",
}
KINDS = {
    ItemKind.LIKERT: "A statement: how much one agrees",
    ItemKind.CHOICE: "A question: one of a list",
    ItemKind.TEXT: "A question: own words, which are never in data files",
}


class VersionForm(PlainErrors, forms.Form):
    """What a version is called."""

    name = forms.CharField(label="Name", max_length=80)
    number = forms.CharField(
        label="Version",
        max_length=10,
        help_text="Such as 0.2. Answers are pooled only within one version.",
        widget=forms.TextInput(attrs={"class": "rw-w8"}),
    )


class NameForm(VersionForm):
    """What a draft is called, and whether it has been validated."""

    is_validated = forms.BooleanField(
        label="Validated",
        required=False,
        help_text="Tick only where a published study shows that these questions, in these words, "
        "measure what they are meant to.",
    )


class UploadForm(VersionForm):
    """A version with its questions in a file."""

    file = FileField(label="File with the questions")


class QuestionForm(PlainErrors, forms.Form):
    """One question, as the cells of an item list; what they may hold is asked of the rules."""

    hide_optional = True  # what is needed depends on the sort of question

    text = forms.CharField(
        label="Words that are shown", widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )
    kind = forms.ChoiceField(
        label="What sort of question", choices=list(KINDS.items()), widget=forms.RadioSelect
    )
    options = forms.CharField(
        label="Answers",
        required=False,
        help_text="One a line, with its value: 1=Strongly disagree. Leave it empty for own words.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    scale = forms.CharField(
        label="Scale",
        required=False,
        max_length=40,
        help_text="Capital letters, such as ATT; for statements. A new one is named next.",
        widget=forms.TextInput(attrs={"class": "rw-w8"}),
    )
    reverse = forms.BooleanField(
        label="Reversed",
        required=False,
        help_text="Agreeing means less of what the scale measures; it is turned round when scored.",
    )
    use = forms.ChoiceField(
        label="What it is for",
        required=False,
        choices=[("", "not said"), *ItemUse.choices],
        help_text="Of a question without a scale.",
    )
    waves = forms.MultipleChoiceField(
        label="When it is asked",
        required=False,
        choices=list(WAVES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Its name in data files: small letters, digits and _, such as att1.",
        widget=forms.TextInput(attrs={"class": "rw-w16"}),
    )
    place = forms.IntegerField(
        label="Place in the order",
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "rw-w4"}),
    )

    def cells(self) -> dict[str, str]:
        """The row of an item list that this form makes."""
        said = self.cleaned_data
        lines = [line.strip() for line in said["options"].splitlines()]
        return {
            "order": str(said["place"]),
            "code": said["code"],
            "scale": said["scale"],
            "kind": said["kind"].lower(),
            "text": " ".join(said["text"].split()),
            "reverse": str(int(said["reverse"])),
            "options": "|".join(line for line in lines if line),
            "waves": "|".join(wave.lower() for wave in said["waves"]),
            "use": said["use"].lower(),
        }

    def refuse(self, reason: Refused) -> None:
        """Put what was refused beside its field, or above the form where it is about several."""
        blame(self, reason, {"order": "place"})


class ScaleForm(PlainErrors, forms.Form):
    """How a scale is called and read."""

    scale_name = forms.CharField(label="Name", max_length=200)
    scale_use = forms.ChoiceField(
        label="How it is read", choices=ScaleUse.choices, widget=forms.RadioSelect
    )
    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Its name in data files: up to 10 capital letters, such as ATT.",
        widget=forms.TextInput(attrs={"class": "rw-w8"}),
    )

    def refuse(self, reason: Refused) -> None:
        """Put what was refused beside its field."""
        blame(self, reason, {})


def blame(form: forms.Form, reason: Refused, names: dict[str, str]) -> None:
    """Errors of single cells beside their fields, all others above the form."""
    if not isinstance(reason, CellsRefused):
        form.add_error(None, reason.sentences)
        return
    for column, sentence in reason.by_column:
        form.add_error(names.get(column, column), sentence)


def of_item(item: Item) -> dict[str, Any]:
    """What a question's form holds when it is opened."""
    return {
        "text": item.text,
        "kind": item.kind.value,
        "options": "\n".join(f"{option.value}={option.label}" for option in item.options),
        "scale": item.scale,
        "reverse": item.reverse,
        "use": item.use.value if item.use else "",
        "waves": [wave.value for wave in item.waves],
        "code": item.code,
        "place": item.position,
    }


def of_next(items: tuple[Item, ...]) -> dict[str, Any]:
    """What the form of a new question starts with: the last one's answers and waves, at the end."""
    if not items:
        return {"kind": ItemKind.LIKERT.value, "place": 1, "waves": list(WAVES)[:3]}
    last = of_item(items[-1])
    kept = {name: last[name] for name in ("kind", "options", "waves")}
    return {**kept, "place": len(items) + 1}


def of_scale(scale: Scale) -> dict[str, Any]:
    """What a scale's form holds when it is opened."""
    return {"scale_name": scale.name, "scale_use": scale.use.value, "code": scale.code}
