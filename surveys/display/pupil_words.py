"""The words around the questions on a pupil's pages, in each language that is asked.

They stand in one file, `words/pupil_pages.csv`, a row a phrase and a column a language. What is
not written yet is shown in English and says so to screen readers.
"""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

FILE = Path(__file__).parent.parent / "words" / "pupil_pages.csv"
ENGLISH = "en"


@lru_cache(maxsize=1)
def pupil_words() -> Mapping[str, Mapping[str, str]]:
    """The file: by phrase and language, "" for what is not written yet."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


@lru_cache(maxsize=8)
def spoken_words(language: str) -> Mapping[str, SafeString]:
    """Every phrase without gaps as HTML; English among another language is marked as such."""
    return {
        key: _marked(escape(_text(key, language)), key, language)
        for key, row in pupil_words().items()
        if "{" not in row[ENGLISH]
    }


@lru_cache(maxsize=2048)
def said(language: str, key: str, **gaps: int) -> SafeString:
    """One phrase with its gaps filled, as HTML; kept, so not for anything about a pupil."""
    return filled(language, key, **gaps)


def filled(language: str, key: str, **gaps: int | SafeString) -> SafeString:
    """One phrase with its gaps filled, as HTML."""
    return _marked(format_html(escape(_text(key, language)), **gaps), key, language)


def is_spoken(language: str, *keys: str) -> bool:
    """Whether all of these phrases are written in a language."""
    return all(pupil_words()[key][language] for key in keys)


@lru_cache(maxsize=2048)
def plain(language: str, *keys: str, **gaps: int | str) -> tuple[str, str]:
    """Phrases as one text, for a title or an attribute, and its language.

    All of them are English as long as one is not written in the language.
    """
    told = language if is_spoken(language, *keys) else ENGLISH
    return ", ".join(_text(key, told).format(**gaps) for key in keys), told


def _text(key: str, language: str) -> str:
    row = pupil_words()[key]
    return row[language] or row[ENGLISH]


def _marked(html: SafeString, key: str, language: str) -> SafeString:
    if language == ENGLISH or pupil_words()[key][language]:
        return html
    return format_html('<span lang="en">{}</span>', html)
