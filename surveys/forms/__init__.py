"""Forms about surveys, split by page."""
