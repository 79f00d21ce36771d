"""Tables of what changed, split by noun."""

from surveys.models.instruments import InstrumentVersion, Item
from surveys.models.participants import CodeKey, Participant, Wave
from surveys.models.responses import OpenAnswer, Response, SurveyTally

__all__ = [
    "CodeKey",
    "InstrumentVersion",
    "Item",
    "OpenAnswer",
    "Participant",
    "Response",
    "SurveyTally",
    "Wave",
]
