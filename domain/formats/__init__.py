"""Files of a corpus: readers that stream rows in, writers that stream bytes out.

A new format is a reader (chunks, limits) → rows in `reading`, its names in `sniff.KNOWN`, or a writer in `writing`.
"""

from domain.formats.reading import read
from domain.formats.rows import Limits, Rejected, Row
from domain.formats.sniff import KNOWN, sniff
from domain.formats.writing import EXPORTS, write

__all__ = ["EXPORTS", "KNOWN", "Limits", "Rejected", "Row", "read", "sniff", "write"]
