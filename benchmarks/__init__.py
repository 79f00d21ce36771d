"""Times at national size, as ratios to a limit measured in the same run; never a test."""
