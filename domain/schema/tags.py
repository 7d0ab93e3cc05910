"""What the tags of a label config are: objects show something, controls ask something, the rest only arranges the page."""

from __future__ import annotations

OBJECTS = frozenset(
    ("Text", "HyperText", "Image", "Audio", "AudioPlus", "Video", "TimeSeries", "Paragraphs", "List", "Table", "Pdf", "PDF", "Chat")
)

# Tags that carry a name and a toName and yet put nothing into a result.
ARRANGING = frozenset(("Filter", "Shortcut", "Bucket", "Channel", "Magicwand", "MagicWand", "Zoom", "Button"))

# Controls whose result is a region of an object (type = tag in lower case), with or without labels of their own.
LABELLED_REGIONS = frozenset(
    f"{kind}Labels"
    for kind in (
        *("", "HyperText", "Rectangle", "Ellipse", "Polygon", "KeyPoint", "Brush", "Vector", "Bitmask"),
        *("TimeSeries", "Paragraph", "Timeline"),
    )
)
BARE_REGIONS = frozenset(("Rectangle", "Ellipse", "Polygon", "KeyPoint", "Brush", "Vector", "Bitmask", "VideoRectangle"))
REGIONS = LABELLED_REGIONS | BARE_REGIONS

# Controls that answer a question about the whole item, or, with perRegion, about one region.
ANSWERS = frozenset(("Choices", "Taxonomy", "TextArea", "Rating", "Number", "DateTime", "Pairwise", "Ranker"))

CONTROLS = REGIONS | ANSWERS
