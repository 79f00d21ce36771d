"""Invented national seasons in bulk, for benchmarks: as large as the whole country."""
