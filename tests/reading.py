"""How tests read a page: as its words, or as its markup without line ends."""

import html
import re
from typing import Any


def words(answer: Any) -> str:
    """What the page says, without its marks."""
    said = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(said.split())


def markup(answer: Any) -> str:
    """The page as it was sent, in one line."""
    return " ".join(answer.content.decode().split())
