"""An invented season, made through the real actions, so that no impossible state exists."""
