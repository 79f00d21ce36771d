"""The one way in which an action says no: in sentences that a page can show."""

from collections.abc import Iterable


class Refused(Exception):
    """What was asked breaks a rule; ``sentences`` says what is wrong and what to do."""

    def __init__(self, sentences: str | Iterable[str]) -> None:
        self.sentences: list[str] = [sentences] if isinstance(sentences, str) else list(sentences)
        super().__init__(*self.sentences)

    def __str__(self) -> str:
        return " ".join(self.sentences)
