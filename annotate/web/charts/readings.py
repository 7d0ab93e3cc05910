"""What a figure of agreement means, in a sentence.

Bands of kappa: Landis & Koch (1977); thresholds of alpha: Krippendorff (2004), 0.800 to rely on, 0.667 for tentative conclusions.
Where the interval reaches over a border, both sides are named: the bands are conventions, not facts.
"""

from __future__ import annotations

_KAPPA = [
    (0.0, "poor"),
    (0.2, "slight"),
    (0.4, "fair"),
    (0.6, "moderate"),
    (0.8, "substantial"),
    (1.01, "almost perfect"),
]
_ALPHA = [
    (0.667, "too low to draw conclusions from"),
    (0.8, "enough for tentative conclusions"),
    (1.01, "good enough to rely on"),
]


def band(bands: list[tuple[float, str]], value: float) -> str:
    return next((name for top, name in bands if value < top), bands[-1][1])


def reading(kind: str, value: float | None, low: float | None, high: float | None) -> str:
    """A sentence for `kind` raw, kappa or alpha; empty for any other, and where there is no value."""
    if value is None:
        return ""
    if kind == "raw":
        return f"Two people who label the same text choose the same {value * 100:.0f} % of the time. Some of that is chance."
    if kind not in ("kappa", "alpha"):
        return ""
    bands = _KAPPA if kind == "kappa" else _ALPHA
    said, at_least, at_most = (
        band(bands, value),
        band(bands, value if low is None else low),
        band(bands, value if high is None else high),
    )
    what = f"{said[0].upper()}{said[1:]}" + (" agreement beyond chance" if kind == "kappa" else "")
    if at_least == at_most:
        return f"{what}, and the interval stays within that."
    other = [name for name in (at_least, at_most) if name != said]
    return f"{what}; the interval also allows “{'” and “'.join(other)}”. More texts would narrow it."
