"""What the record says, for tests of actions."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db.models import Model

from accounts.models import AuditEvent, User
from core.problems import Refused


def line(of: int, *, by: User, verb: str, target: Model, count: int = 1) -> list[tuple]:
    """The one line that an action writes."""
    return [(of, by.pk, verb, str(target._meta.verbose_name), target.pk, count)]


OF_THE_DAY = {"session", "booking", "place", "crew seat"}


class Lines:
    """The lines written since ``new_lines`` was opened."""

    def __init__(self) -> None:
        self.before = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0

    def read(self) -> list[tuple]:
        fields = ("programme_number", "by", "verb", "target_kind", "target_number", "count")
        new = AuditEvent.objects.filter(id__gt=self.before).order_by("id")
        return list(new.values_list(*fields))


@contextmanager
def refused(*sentences: str, kind: type[Refused] = Refused) -> Iterator[None]:
    """The block is refused with exactly these sentences, and leaves no line about the day."""
    lines = Lines()
    with pytest.raises(kind) as no:
        yield
    assert no.value.sentences == list(sentences)
    assert [line for line in lines.read() if line[3] in OF_THE_DAY] == []
