"""Results of the surveys: worked out apart from any request, kept, and shown with their age."""
