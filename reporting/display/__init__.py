"""Ready rows of what goes out, for its pages."""
