"""The one way in which an action says no: in sentences that a page can show."""

from collections.abc import Iterable, Iterator

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model


class Refused(Exception):
    """What was asked breaks a rule; ``sentences`` says what is wrong and what to do."""

    def __init__(self, sentences: str | Iterable[str]) -> None:
        self.sentences: list[str] = [sentences] if isinstance(sentences, str) else list(sentences)
        super().__init__(*self.sentences)

    def __str__(self) -> str:
        return " ".join(self.sentences)


def refuse(problems: Iterable[str]) -> None:
    """Raise ``Refused`` with all of ``problems``; none means yes."""
    sentences = list(problems)
    if sentences:
        raise Refused(sentences)


def checked(row: Model, *, unique: bool = True) -> None:
    """Ask a row its own rules and constraints; what it refuses comes as ``Refused``.

    With ``unique=False`` only its fields are asked, for writes that may replace another row.
    """
    try:
        row.full_clean(validate_unique=unique, validate_constraints=unique)
    except ValidationError as said:
        raise Refused(list(_sentences(row, said))) from said


def store(row: Model) -> None:
    """Check a row and save it; also refuses when another writer was first at the same moment."""
    checked(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        checked(row)  # the other row is there now, so this says which rule stands in the way
        raise Refused("Somebody else changed this a moment ago. Open the page again.") from clash


def _sentences(row: Model, said: ValidationError) -> Iterator[str]:
    for name, texts in said.message_dict.items():
        for text in texts:
            if name == NON_FIELD_ERRORS:
                yield text
            else:
                label = str(getattr(row._meta.get_field(name), "verbose_name", name))
                yield f"{label[:1].upper()}{label[1:]}: {text}"
