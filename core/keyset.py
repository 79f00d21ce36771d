"""Pages of long lists by keyset: the hundredth page costs what the first does, and no COUNT."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from core.asked import number

SIZE = 50


@dataclass(frozen=True)
class KeysetPage:
    """The rows of one page, and the numbers of its ends where more rows lie beyond."""

    rows: list
    before: int | None  # the first row's number, if there is a page before
    after: int | None  # the last row's number, if there is a page after


def keyset_page(
    rows: QuerySet, order: tuple[str, ...], asked: Mapping[str, str], size: int = SIZE
) -> KeysetPage:
    """The page after the row ``asked["after"]`` or before ``asked["before"]``, else the first.

    ``order`` are columns with an index, such as ("-at", "-id"), the last one unique; none may be
    null. Two queries. A row that is not among ``rows`` gives the first page.
    """
    backwards = "before" in asked
    way = tuple(_turned(column) for column in order) if backwards else order
    pivot = _row(rows, asked.get("before" if backwards else "after", ""))
    if pivot is None:
        backwards, way = False, order
    beyond = rows.filter(_beyond(way, pivot)) if pivot is not None else rows
    found = list(beyond.order_by(*way)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return KeysetPage([], None, None)
    earlier = more if backwards else pivot is not None
    later = True if backwards else more
    return KeysetPage(
        rows=found,
        before=found[0].pk if earlier else None,
        after=found[-1].pk if later else None,
    )


def _row(rows: QuerySet, text: str) -> Model | None:
    pk = number(text)
    if pk is None:
        return None
    found: Model | None = rows.filter(pk=pk).first()
    return found


def _turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def _beyond(order: tuple[str, ...], row: Model) -> Q:
    """Rows that come after ``row``: further in the first column, or level there and then further.

    The first column is also bounded by itself, so that the database can use its index.
    """
    found, level = Q(), Q()
    for column in order:
        name = column.removeprefix("-")
        value = getattr(row, name)
        found |= level & Q(**{f"{name}__{'lt' if column.startswith('-') else 'gt'}": value})
        level &= Q(**{name: value})
    first = order[0].removeprefix("-")
    bound = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{bound}": getattr(row, first)}) & found
