"""The analysis of surveys: pure numbers in and out, no database and no pages."""
