"""What a figure looks like and what it says: geometry for SVG that templates draw, and readings in plain words."""
