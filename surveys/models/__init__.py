"""Tables of what changed, split by noun."""

from surveys.models.instruments import InstrumentVersion, Item
from surveys.models.participants import CodeKey, Participant, Wave
from surveys.models.responses import OpenAnswer, Response

__all__ = ["CodeKey", "InstrumentVersion", "Item", "OpenAnswer", "Participant", "Response", "Wave"]
