"""Rows that are written once: the record, marks, answers, releases; no bulk write changes them."""

from typing import Any, NoReturn, TypeVar

from django.db import models

from core.problems import Refused

Row = TypeVar("Row", bound=models.Model)


class Unchanging(models.QuerySet[Row]):
    """Reads and inserts only. The model names it as its base manager too, ``base_manager_name``.

    Refused are ``update``, ``bulk_update``, ``delete`` and an insert that would update a row.
    """

    CHANGED = "This is kept as it was written and is never changed."
    DELETED = "This is kept as it was written and is never deleted."

    def update(self, **kwargs: Any) -> NoReturn:
        raise Refused(self.CHANGED)

    def delete(self) -> NoReturn:
        raise Refused(self.DELETED)

    def _raw_delete(self, using: str | None) -> NoReturn:
        """What Django calls for rows that hang on a deleted one."""
        raise Refused(self.DELETED)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("update_conflicts") or len(args) > 2:
            raise Refused(self.CHANGED)
        return super().bulk_create(objs, *args, **kwargs)


class WrittenOnce(models.Model):
    """One such row: it is inserted, and that is all. Its query set is an ``Unchanging``.

    A row that names a key of its own is refused too, unless its key is always drawn by itself:
    Django would take it for a change of the row that has this key.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        key = self._meta.pk
        names_its_key = self.pk is not None and key is not None and not key.has_default()
        if names_its_key or not self._state.adding:
            raise Refused(_words_of(self).CHANGED)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Refused(_words_of(self).DELETED)


def _words_of(row: models.Model) -> Unchanging:
    found: Unchanging = type(row)._base_manager.all()  # type: ignore[assignment]
    return found
