"""A small network that learns to tell sounds apart from their spectra."""
