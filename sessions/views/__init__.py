"""Pages of the day, split by noun."""
