"""Shapes of what the pages of the day show."""
