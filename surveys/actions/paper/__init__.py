"""Sheets of paper, split by what is done with them: printing, opening, keying."""
