"""Every write of what goes out, one verb each."""
