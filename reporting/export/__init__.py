"""Reads research data out of the database, in one streaming pass a file."""
