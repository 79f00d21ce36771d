"""The API by which evaluators' programs take releases: /api/v1/."""
