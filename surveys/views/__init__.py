"""Pages about surveys, split by who opens them."""
