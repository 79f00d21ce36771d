"""Which questions a wave asks, whom, and when it opens and closes."""

from typing import Any

from django import forms

from core.forms import PlainErrors
from surveys.actions.instruments import SHIPPED_NAME, SHIPPED_VERSION
from surveys.choices import Arm
from surveys.models import InstrumentVersion, Wave

SHIPPED = "shipped"  # stands for the version that comes with Runway while nobody has used it
ARMS = [(Arm.DAY, "Pupils who have a day"), (Arm.WAITING, "The comparison group")]
SIDES = [("BEFORE", "before the day"), ("AFTER", "after the day")]
LONGEST = 400  # days: more than a school year is a slip


def _days(label: str) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "rw-w4"})
    return forms.IntegerField(label=label, min_value=0, max_value=LONGEST, widget=widget)


class WaveForm(PlainErrors, forms.Form):
    """A window in days from the day, a version, and arms; with ``fixed`` no version is asked."""

    version = forms.ChoiceField(label="Questions")
    opens = _days("Opens, in days")
    opens_side = forms.ChoiceField(label="Before or after the day", choices=SIDES)
    closes = _days("Closes, in days")
    closes_side = forms.ChoiceField(label="Before or after the day", choices=SIDES)
    asks = forms.MultipleChoiceField(
        label="Who is asked",
        choices=ARMS,
        initial=[arm for arm, _ in ARMS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose who is asked: pupils with a day, the comparison group, or both."
        },
    )

    def __init__(self, *args: Any, window: tuple[int, int], fixed: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, days in zip(("opens", "closes"), window, strict=True):
            self.fields[name].initial = abs(days)
            self.fields[f"{name}_side"].initial = "BEFORE" if days < 0 else "AFTER"
        if fixed:
            del self.fields["version"]
        else:
            self._versions = {str(v.pk): v for v in InstrumentVersion.objects.order_by("pk")}
            version: Any = self.fields["version"]
            version.choices = _choices(self._versions)

    def window_of(self, name: str) -> int:
        """Days from the day itself; before it is negative."""
        days: int = self.cleaned_data[name]
        return -days if self.cleaned_data[f"{name}_side"] == "BEFORE" else days

    def chosen(self, wave: Wave | None = None) -> dict[str, Any]:
        """What ``add_wave`` and ``change_wave`` take; without a choice the wave's own version."""
        if "version" in self.fields:
            version = self._versions.get(self.cleaned_data["version"])
        else:
            version = wave.version if wave else None
        return {
            "version": version,
            "opens_days": self.window_of("opens"),
            "closes_days": self.window_of("closes"),
            "asks_day": Arm.DAY in self.cleaned_data["asks"],
            "asks_waiting": Arm.WAITING in self.cleaned_data["asks"],
        }


def _choices(versions: dict[str, InstrumentVersion]) -> list[tuple[str, str]]:
    offered = [(pk, str(version)) for pk, version in versions.items()]
    shipped = f"{SHIPPED_NAME} {SHIPPED_VERSION}"
    if shipped not in {label for _, label in offered}:
        offered.insert(0, (SHIPPED, shipped))
    return offered
