"""Pages of reporting, split by noun."""
