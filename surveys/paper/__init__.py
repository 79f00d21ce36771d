"""Surveys on paper: the sheet from the frozen questions, and keys for keying it in."""
