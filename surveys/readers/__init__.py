"""Reads files about surveys."""
