"""Whole versions of instruments: brought in from a file, copied, named, and deleted as drafts."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import refuse, store
from programmes.models import Programme
from surveys.models import InstrumentVersion, Item, ItemText, Scale, Translation, Wave
from surveys.models.instruments import FROZEN
from surveys.questionnaire import forget_words, held_words, instrument_of
from surveys.rules.instrument import Instrument
from surveys.rules.instrument import Item as PlainItem
from surveys.rules.instrument_file import read_instrument_csv
from surveys.rules.translations import Words

SHIPPED = Path(__file__).parent.parent / "instruments" / "cars_and_me_0.1.csv"
SHIPPED_NAME, SHIPPED_VERSION = "Cars and me", "0.1"
ASKED = (
    "A survey asks this version: sheets may be printed and tablets opened. Choose another version "
    "for the survey first, or make a new version."
)
NOT_OURS = "This version came with Runway or belongs to another programme. Make a new version."


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
    words: Mapping[str, Words] | None = None,
) -> InstrumentVersion:
    """Keep a new version with its items, and its words in other languages (complete or not).

    Raises ``Refused`` when the version exists already.
    """
    row = InstrumentVersion(
        name=name,
        version=version,
        is_validated=is_validated,
        programme=programme,
        made_from=made_from,
    )
    store(row)
    Item.objects.bulk_create(Item(version=row, **item_columns(item)) for item in instrument.items)
    Scale.objects.bulk_create(
        Scale(version=row, code=scale.code, name=scale.name, use=scale.use.value)
        for scale in instrument.facts.values()
    )
    for language, told in (words or {}).items():
        _keep_words(row, language, told)
    AuditEvent.record(
        by=by,
        verb="added instrument version",
        target=row,
        programme_id=programme.pk if programme else None,
    )
    return row


def copy_version(
    *,
    version: InstrumentVersion,
    name: str,
    number: str,
    programme: Programme,
    by: User,
) -> InstrumentVersion:
    """Make a draft that starts as ``version`` is, with its words in other languages.

    A copy is not validated: what was shown of the old words is not shown of the new ones.
    """
    return add_version(
        name=name,
        version=number,
        instrument=instrument_of(version.pk),
        by=by,
        programme=programme,
        made_from=version,
        words=held_words(version.pk),
    )


@transaction.atomic
def rename_version(
    *, version: InstrumentVersion, name: str, number: str, is_validated: bool, by: User
) -> None:
    """Give a draft its name and number, and say whether it has been validated."""
    row = draft_of(version)
    row.name, row.version, row.is_validated = name, number, is_validated
    store(row)
    record(by, "named instrument version", row)


@transaction.atomic
def delete_version(*, version: InstrumentVersion, by: User) -> None:
    """Delete a draft that no survey asks, with its questions and their words."""
    row = draft_of(version)
    record(by, "deleted instrument version", row)
    row.delete()


def shipped_version(*, by: User | None) -> InstrumentVersion:
    """The instrument that comes with Runway, brought in when it is first needed."""
    found = InstrumentVersion.objects.filter(name=SHIPPED_NAME, version=SHIPPED_VERSION).first()
    if found is not None:
        return found
    instrument = read_instrument_csv(SHIPPED.read_text(encoding="utf-8"))
    return add_version(name=SHIPPED_NAME, version=SHIPPED_VERSION, instrument=instrument, by=by)


def why_fixed(version: InstrumentVersion) -> Iterator[str]:
    """Why a version cannot be changed; nothing means that it is a draft."""
    if version.programme_id is None:
        yield NOT_OURS
    if version.frozen_on is not None:
        yield FROZEN
    elif Wave.objects.filter(version=version.pk).exists():
        yield ASKED


def draft_of(version: InstrumentVersion) -> InstrumentVersion:
    """The version read anew and held against other writers. Raises ``Refused`` if it is fixed."""
    row: InstrumentVersion = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    refuse(why_fixed(row))
    return row


def record(by: User, verb: str, version: InstrumentVersion, count: int = 1) -> None:
    """The one audit line of a change to a version."""
    AuditEvent.record(
        by=by, verb=verb, target=version, programme_id=version.programme_id, count=count
    )


def item_columns(item: PlainItem) -> dict[str, object]:
    """An item as the columns of its table."""
    return {
        "position": item.position,
        "code": item.code,
        "scale": item.scale,
        "kind": item.kind.value,
        "text": item.text,
        "is_reversed": item.reverse,
        "options": item.options_text,
        "waves": item.waves_text,
        "use": item.use.value if item.use else "",
    }


def _keep_words(version: InstrumentVersion, language: str, words: Words) -> None:
    translation = Translation.objects.create(version=version, language=language)
    ItemText.objects.bulk_create(
        ItemText(
            translation=translation,
            item=item,
            text=words[item.code].text,
            labels="\n".join(words[item.code].labels),
        )
        for item in Item.objects.filter(version=version, code__in=words)
    )
    transaction.on_commit(lambda: forget_words(version.pk))
