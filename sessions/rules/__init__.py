"""Rules of the day, told without Django, clock or database."""
