"""Every write about surveys, one verb each."""
