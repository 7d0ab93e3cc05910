"""The rules of annotation: plain Python, no Django, no I/O, no clock."""
