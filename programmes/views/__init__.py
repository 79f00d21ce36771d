"""Pages of programmes, split by noun."""
