"""Every write of the day, one verb each."""
