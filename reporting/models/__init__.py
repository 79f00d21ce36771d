"""Tables of what goes out, split by noun."""

from reporting.models.analyses import Analysis
from reporting.models.releases import Freezing, Release
from reporting.models.tokens import Token

__all__ = ["Analysis", "Freezing", "Release", "Token"]
