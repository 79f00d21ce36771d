"""The one exception with which an action or a reader says no, in sentences for the page."""

from collections.abc import Iterable


class Refused(Exception):
    """What was asked breaks a rule; ``sentences`` say which, and what to do."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__(" ".join(self.sentences))
