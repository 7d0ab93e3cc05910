"""Guideline versions: the text people work by and the label config, immutable once published."""
