"""Changing a draft question by question and scale by scale, under the rules of the file."""

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.db.models import F

from accounts.models import User
from core.problems import Refused, refuse
from programmes.models import Programme
from surveys.actions.instruments import add_version, draft_of, item_columns, record
from surveys.models import InstrumentVersion, Item, ItemText, Scale
from surveys.questionnaire import forget_words, instrument_of
from surveys.rules import drafting
from surveys.rules.instrument import Instrument, ScaleUse
from surveys.rules.instrument import Scale as NamedScale
from surveys.rules.instrument_rows import Row, cell_problems, item_of
from surveys.rules.translations import still_fitting

GONE = "This question is gone. Open the version again."
NO_SCALE = "This scale is gone. Open the version again."
COLUMNS = "position code scale kind text is_reversed options waves use".split()
OUT_OF_THE_WAY = 1000  # above every position, so that none clashes while all are set anew


class CellsRefused(Refused):
    """What is wrong with single cells; ``by_column`` says with which."""

    def __init__(self, by_column: list[tuple[str, str]]) -> None:
        self.by_column = [(column, said[:1].upper() + said[1:]) for column, said in by_column]
        super().__init__(said for _, said in self.by_column)


@transaction.atomic
def start_version(
    *, name: str, number: str, cells: Row, programme: Programme, by: User
) -> InstrumentVersion:
    """Begin a draft with its first question: no version is ever without one."""
    _ask_cells(cells)
    items = (replace(item_of(cells), position=1),)
    return add_version(
        name=name, version=number, instrument=Instrument(items), by=by, programme=programme
    )


@transaction.atomic
def add_question(*, version: InstrumentVersion, cells: Row, by: User) -> None:
    """Add a question at its place; ``cells`` are those of the item list. Raises ``Refused``."""
    row, old = _open(version)
    _ask_cells(cells)
    _write(row, old, drafting.added(old, item_of(cells)))
    record(by, "added question", row)


@transaction.atomic
def change_question(*, version: InstrumentVersion, code: str, cells: Row, by: User) -> None:
    """Change a question, its code and its place too.

    Other languages lose the question's words where the English ones change. Raises ``Refused``.
    """
    row, old = _open(version, code)
    _ask_cells(cells)
    item = item_of(cells)
    _write(row, old, drafting.changed(old, code, item), {code: item.code})
    record(by, "changed question", row)


@transaction.atomic
def move_question(*, version: InstrumentVersion, code: str, steps: int, by: User) -> None:
    """Move a question down, or up where ``steps`` is negative."""
    row, old = _open(version, code)
    _write(row, old, drafting.moved(old, code, steps))
    record(by, "moved question", row)


@transaction.atomic
def remove_question(*, version: InstrumentVersion, code: str, by: User) -> None:
    """Take a question out of a draft. Raises ``Refused`` for the last one."""
    row, old = _open(version, code)
    _write(row, old, drafting.removed(old, code))
    record(by, "removed question", row)


@transaction.atomic
def change_scale(
    *, version: InstrumentVersion, code: str, told: Mapping[str, str], by: User
) -> None:
    """Say how a scale is called and read: ``told`` has code, scale_name and scale_use."""
    row, old = _open(version)
    if code not in old.facts:
        raise Refused(NO_SCALE)
    if problems := list(drafting.renaming_problems(old, code, told)):
        raise CellsRefused(problems)
    scale = NamedScale(told["code"], told["scale_name"], ScaleUse(told["scale_use"].upper()))
    _write(row, old, drafting.rescaled(old, code, scale))
    record(by, "changed scale", row)


def _open(
    version: InstrumentVersion, code: str | None = None
) -> tuple[InstrumentVersion, Instrument]:
    row = draft_of(version)
    instrument = instrument_of(row.pk)
    if code is not None and code not in instrument.by_code:
        raise Refused(GONE)
    return row, instrument


def _ask_cells(cells: Row) -> None:
    if problems := list(cell_problems(cells)):
        raise CellsRefused(problems)


def _write(
    version: InstrumentVersion,
    old: Instrument,
    new: Instrument,
    renamed: Mapping[str, str] | None = None,
) -> None:
    """Make the rows say what the new instrument says; questions that stay keep their words."""
    refuse(drafting.draft_problems(new))
    renamed = renamed or {}
    rows = Item.objects.filter(version=version)
    kept = {renamed.get(row.code, row.code): row for row in rows}
    rows.filter(pk__in=[row.pk for code, row in kept.items() if code not in new.by_code]).delete()
    rows.update(position=F("position") + OUT_OF_THE_WAY)
    stays = {code: row for code, row in kept.items() if code in new.by_code}
    for code, row in stays.items():
        for name, value in item_columns(new.by_code[code]).items():
            setattr(row, name, value)
    rows.bulk_update(stays.values(), COLUMNS)
    news = [item for item in new.items if item.code not in stays]
    Item.objects.bulk_create(Item(version=version, **item_columns(item)) for item in news)
    _drop_words(version, old, new, renamed)
    _write_scales(version, new)
    transaction.on_commit(lambda: forget_words(version.pk))


def _drop_words(
    version: InstrumentVersion, old: Instrument, new: Instrument, renamed: Mapping[str, str]
) -> None:
    """Other languages lose the words of what is asked otherwise in English now."""
    was = Instrument(
        tuple(replace(item, code=renamed.get(item.code, item.code)) for item in old.items)
    )
    fits = still_fitting(was, new)
    ItemText.objects.filter(item__version=version).exclude(item__code__in=fits).delete()


def _write_scales(version: InstrumentVersion, new: Instrument) -> None:
    Scale.objects.filter(version=version).delete()
    Scale.objects.bulk_create(
        Scale(version=version, code=scale.code, name=scale.name, use=scale.use.value)
        for scale in new.facts.values()
    )
