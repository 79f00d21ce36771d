"""Finding rosters: the season solved, cars paired, call-outs repaired, shortages explained."""
