"""What waits for whoever keys answers, as the page of surveys says it."""

from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from accounts.access import Standing
from accounts.roles import P
from core.words import many
from surveys.models import PaperSheet, SetAside

MOST = 1000  # counted; more is said as "over 1,000"
ASIDE = "answer set is set aside,answer sets are set aside"
DIFFER = "paper sheet was keyed twice and differs,paper sheets were keyed twice and differ"
ONCE = "paper sheet waits for its second keying,paper sheets wait for their second keying"


class ToKey(NamedTuple):
    """One thing that waits, with the page on which it is done."""

    text: str
    address: str


def to_key(standing: Standing) -> list[ToKey]:
    """Answers set aside, sheets that differ and sheets keyed once; nothing for others."""
    if not standing.may(P.KEY_ANSWERS):
        return []
    aside = SetAside.objects.visible_to(standing).waiting()
    sheets = PaperSheet.objects.visible_to(standing).waiting()
    differ, once = sheets.filter(second_by__isnull=False), sheets.filter(second_by=None)
    aside_at, paper_at = reverse("surveys:set_aside"), reverse("surveys:paper")
    told = ((aside, ASIDE, aside_at), (differ, DIFFER, paper_at), (once, ONCE, paper_at))
    return [ToKey(text, at) for rows, words, at in told if (text := _said(rows, words))]


def _said(rows: QuerySet, words: str) -> str:
    found = rows[: MOST + 1].count()
    if not found:
        return ""
    return f"Over {many(MOST, words)}" if found > MOST else many(found, words)
