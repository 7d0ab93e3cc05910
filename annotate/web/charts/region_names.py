"""Measures of spans, boxes, texts and rankings as the pages call them: `domain.agreement.regions` names them in English."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..words import Said

_TITLES: dict[str, Said] = {
    "Exact F1": gettext_lazy("Exact F1"),
    "Overlapping F1": gettext_lazy("Overlapping F1"),
    "Character F1": gettext_lazy("Character F1"),
    "Character F1, labels left aside": gettext_lazy("Character F1, labels left aside"),
    "Exact F1, mean over items": gettext_lazy("Exact F1, mean over items"),
    "Character F1, mean over items": gettext_lazy("Character F1, mean over items"),
    "Krippendorff α by character": gettext_lazy("Krippendorff α by character"),
    "Krippendorff α by token": gettext_lazy("Krippendorff α by token"),
    "Krippendorff α of the labels where the place is the same": gettext_lazy("Krippendorff α of the labels where the place is the same"),
    "F1 of points within 2 % of the diagonal": gettext_lazy("F1 of points within a fiftieth of the diagonal"),
    "Mean nearness of matched points": gettext_lazy("Mean nearness of matched points"),
    "F1 on matched ends": gettext_lazy("F1 on matched ends"),
    "F1 on matched ends, names left aside": gettext_lazy("F1 on matched ends, names left aside"),
    "Character error rate": gettext_lazy("Character error rate"),
    "Word error rate": gettext_lazy("Word error rate"),
    "Share of pairs that are the same to the letter": gettext_lazy("Share of pairs that are the same to the letter"),
    "Mean Kendall τ": gettext_lazy("Mean Kendall τ"),
    "Share of pairs with the same first place": gettext_lazy("Share of pairs with the same first place"),
    "Krippendorff α, interval": gettext_lazy("Krippendorff α, interval"),
    "Krippendorff α, ordinal": gettext_lazy("Krippendorff α, ordinal"),
    "Krippendorff α, nominal": gettext_lazy("Krippendorff α, nominal"),
    "Krippendorff α, MASI distance": gettext_lazy("Krippendorff α, MASI distance"),
    "Krippendorff α, Jaccard distance": gettext_lazy("Krippendorff α, Jaccard distance"),
    "Krippendorff α, whole sets": gettext_lazy("Krippendorff α, whole sets"),
    "Raw agreement": gettext_lazy("Raw agreement"),
    "Intraclass correlation, ICC(1,1)": gettext_lazy("Intraclass correlation, ICC(1,1)"),
}
_AT_IOU: tuple[tuple[str, Said], ...] = (
    (r"F1 at IoU ([\d.]+)", gettext_lazy("F1 at IoU %(least)s")),
    (r"F1 at IoU ([\d.]+), labels left aside", gettext_lazy("F1 at IoU %(least)s, labels left aside")),
    (r"Mean IoU of those matched at ([\d.]+)", gettext_lazy("Mean IoU of those matched at %(least)s")),
)
_WORSE = ("cer", "wer")


def said(name: str, title: str) -> str:
    """`title` in the language of the page; error rates say that less is better."""
    found = str(_TITLES.get(title, title))
    for pattern, says in _AT_IOU:
        if match := re.fullmatch(pattern, title):
            found = str(says) % {"least": match[1]}
    return _("%(measure)s (less is better)") % {"measure": found} if name in _WORSE else found
