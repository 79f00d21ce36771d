"""Reads and checks the shape of what is typed about days, bookings and seats."""

from typing import Any

from django import forms

from core.forms import DateField, PlainErrors, TimeField
from programmes.models import Airfield, Car, OfProgramme
from sessions.choices import CrewRole

NUMBER = {"class": "rw-w4", "inputmode": "numeric"}


class CarChoice(forms.ModelMultipleChoiceField):
    """Cars as check boxes, each with its gearbox."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.get_gearbox_display()}"


class DayChangeForm(PlainErrors, forms.Form):
    """Hours, cars and places of a day."""

    starts = TimeField(label="Starts at", help_text="The first bus is welcomed: 9:30am.")
    ends = TimeField(label="Ends at", help_text="The last bus leaves: 2:30pm.")
    cars = CarChoice(
        queryset=Car.objects.none(),
        help_text="Insurance and inspection must hold on the date.",
        error_messages={"required": "Choose the cars that run on this day."},
    )
    capacity = forms.IntegerField(
        label="Places",
        required=False,
        min_value=1,
        max_value=999,
        widget=forms.TextInput(attrs=NUMBER),
    )

    def __init__(self, *args: Any, cars: OfProgramme, room: str, **kwargs: Any) -> None:
        """``room`` is the sentence that says how many places cars and hours make."""
        super().__init__(*args, **kwargs)
        chosen = self.fields["cars"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = cars.order_by("name")
        self.fields["capacity"].help_text = f"{room} Leave it empty to offer them all."


class DayForm(DayChangeForm):
    """A new day."""

    airfield = forms.ModelChoiceField(Airfield.objects.none(), empty_label="Choose an airfield")
    date = DateField(label="Date")

    field_order = ("airfield", "date", "starts", "ends", "cars", "capacity")

    def __init__(self, *args: Any, airfields: OfProgramme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["airfield"]
        assert isinstance(offered, forms.ModelChoiceField)
        offered.queryset = airfields.order_by("name")


class CallOffForm(PlainErrors, forms.Form):
    reason = forms.CharField(
        label="Why is the day called off?",
        max_length=80,
        help_text="In a few words, as the schools will read it: crosswind, ice, airfield closed.",
        error_messages={"required": "Say why the day is called off."},
    )


class BookingForm(PlainErrors, forms.Form):
    """A school's places on a day."""

    places = forms.IntegerField(
        min_value=1,
        max_value=999,
        label="Places",
        widget=forms.TextInput(attrs=NUMBER),
        error_messages={"required": "Enter how many places to book."},
    )
    bus_arrives = TimeField(
        label="Bus arrives at", required=False, help_text="Such as 9:20am. It can be added later."
    )


class SeatForm(PlainErrors, forms.Form):
    """Which coach takes which seat; coach and car are numbers that the view looks up."""

    role = forms.ChoiceField(choices=CrewRole.choices)
    car = forms.IntegerField(required=False, min_value=1)
    coach = forms.IntegerField(
        min_value=1,
        label="Coach",
        error_messages={"required": "Choose a coach.", "invalid": "Choose a coach."},
    )
