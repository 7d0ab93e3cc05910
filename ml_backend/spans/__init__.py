"""Places in a text: how they become tags of units and back, and a linear tagger that needs no network."""
