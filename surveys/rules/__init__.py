"""The rules of surveys: pure functions on plain values, without Django, clock or database."""
