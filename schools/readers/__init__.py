"""Pure readers of the files that schools and the government send."""
