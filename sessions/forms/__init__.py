"""Reading and checking the shape of what people type about days."""
