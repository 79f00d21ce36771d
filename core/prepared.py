"""Queries that are built once and asked often: building one costs more than its answer.

A page of ten short queries spends half its time on putting the same SQL together again. A
``prepared`` function is called once with stand-ins for its values; the SQL is kept, and later
calls only put the values in.
"""

import datetime
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, update_wrapper
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

Value = int | str | datetime.date


def _stand_in(kind: type, number: int) -> Value:
    """A value of a kind that no query holds by itself."""
    if kind is int:
        return -(10**9) - number
    if kind is str:
        return f"stand-in {number}"
    if kind is datetime.date:
        return datetime.date(1, 1, 1) + datetime.timedelta(days=number)
    raise TypeError(f"Values of a prepared query are int, str or date, not {kind}.")


@dataclass(frozen=True)
class _Compiled:
    """SQL with what goes into its places: the name of a value, or a constant."""

    sql: str
    places: tuple[tuple[str, Any], ...]
    compiler: Any
    converters: Any


class Prepared:
    """Calls ``build``, which returns a ``values_list``, only once; gives its rows as tuples."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        update_wrapper(self, build)
        self.build = build
        parameters = inspect.signature(build).parameters.values()
        self.kinds = {parameter.name: parameter.annotation for parameter in parameters}
        self._compiled = cache(self._compile)

    def __call__(self, **values: Value) -> list[tuple[Any, ...]]:
        """The rows; values by name, as ``build`` takes them."""
        compiled = self._compiled(connection.vendor)
        given = {name: _adapted(values[name]) for name in self.kinds}
        filled = [given[name] if name else constant for name, constant in compiled.places]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, filled)
            rows = cursor.fetchall()
        if compiled.converters:
            rows = map(tuple, compiled.compiler.apply_converters(rows, compiled.converters))
        return list(rows)

    def _compile(self, vendor: str) -> _Compiled:
        """``vendor`` is only the key under which the result is kept."""
        stand_ins = {name: _stand_in(kind, n) for n, (name, kind) in enumerate(self.kinds.items())}
        names = {_adapted(value): name for name, value in stand_ins.items()}
        compiler = self.build(**stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        return _Compiled(
            sql=sql,
            places=tuple((names.get(value, ""), value) for value in parameters),
            compiler=compiler,
            converters=compiler.get_converters([expression for expression, *_ in compiler.select]),
        )


def _adapted(value: Value) -> Any:
    """The value as the database's driver wants it."""
    if isinstance(value, datetime.date):
        return connection.ops.adapt_datefield_value(value)
    return value


def prepared(build: Callable[..., QuerySet[Any, Any]]) -> Prepared:
    """Decorates a function of ints, texts and dates that returns a ``values_list`` queryset."""
    return Prepared(build)
