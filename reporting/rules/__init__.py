"""Rules of what goes out: columns, definitions, lines of data files; no Django."""
