"""The app: one Django app per stage of an item's life, and on top of them the ways in."""
