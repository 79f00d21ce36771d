"""Rows shaped for pages about surveys."""
