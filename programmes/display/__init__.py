"""Shapes rows of supply for pages: words, tags and links, worked out before the template."""

from programmes.display.coaches import coach_row, coach_tags, from_to
from programmes.display.people import audit_row, by_day, person_row
from programmes.display.supply import agreement_tag, airfield_row, car_row, gap_row, partner_row
from programmes.display.tags import Tag, Until, in_days, until

__all__ = [
    "Tag",
    "Until",
    "agreement_tag",
    "airfield_row",
    "audit_row",
    "by_day",
    "car_row",
    "coach_row",
    "coach_tags",
    "from_to",
    "gap_row",
    "in_days",
    "partner_row",
    "person_row",
    "until",
]
