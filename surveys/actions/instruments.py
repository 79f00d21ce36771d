"""Bringing in an instrument version from its file."""

from pathlib import Path

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import store
from programmes.models import Programme
from surveys.models import InstrumentVersion, Item, Scale
from surveys.rules.instrument import Instrument
from surveys.rules.instrument_file import read_instrument_csv

SHIPPED = Path(__file__).parent.parent / "instruments" / "cars_and_me_0.1.csv"
SHIPPED_NAME, SHIPPED_VERSION = "Cars and me", "0.1"


@transaction.atomic
def add_version(
    *,
    name: str,
    version: str,
    instrument: Instrument,
    by: User | None,
    is_validated: bool = False,
    programme: Programme | None = None,
    made_from: InstrumentVersion | None = None,
) -> InstrumentVersion:
    """Keep a new version with its items. Raises ``Refused`` when the version exists already."""
    row = InstrumentVersion(
        name=name,
        version=version,
        is_validated=is_validated,
        programme=programme,
        made_from=made_from,
    )
    store(row)
    Item.objects.bulk_create(
        Item(
            version=row,
            position=item.position,
            code=item.code,
            scale=item.scale,
            kind=item.kind.value,
            text=item.text,
            is_reversed=item.reverse,
            options=item.options_text,
            waves=item.waves_text,
            use=item.use.value if item.use else "",
        )
        for item in instrument.items
    )
    Scale.objects.bulk_create(
        Scale(version=row, code=scale.code, name=scale.name, use=scale.use.value)
        for scale in instrument.facts.values()
    )
    AuditEvent.record(by=by, verb="added instrument version", target=row)
    return row


def shipped_version(*, by: User | None) -> InstrumentVersion:
    """The instrument that comes with Runway, brought in when it is first needed."""
    found = InstrumentVersion.objects.filter(name=SHIPPED_NAME, version=SHIPPED_VERSION).first()
    if found is not None:
        return found
    instrument = read_instrument_csv(SHIPPED.read_text(encoding="utf-8"))
    return add_version(name=SHIPPED_NAME, version=SHIPPED_VERSION, instrument=instrument, by=by)
