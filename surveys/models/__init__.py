"""Tables of what changed, split by noun."""

from surveys.models.collecting import PaperSheet, SetAside, Tablet
from surveys.models.declarations import Declaration
from surveys.models.instruments import InstrumentVersion, Item, Scale
from surveys.models.participants import CodeKey, ComparisonGroup, Participant, Wave
from surveys.models.responses import OpenAnswer, Response, SurveyTally
from surveys.models.translations import ItemText, Translation

__all__ = [
    "CodeKey",
    "ComparisonGroup",
    "Declaration",
    "InstrumentVersion",
    "Item",
    "ItemText",
    "OpenAnswer",
    "PaperSheet",
    "Participant",
    "Response",
    "Scale",
    "SetAside",
    "SurveyTally",
    "Tablet",
    "Translation",
    "Wave",
]
