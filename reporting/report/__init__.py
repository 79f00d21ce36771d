"""The funder report: each number is made once, with its definition, for page, PDF and Excel."""
