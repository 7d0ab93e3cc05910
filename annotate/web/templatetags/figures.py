"""How numbers and names are written on the pages."""

from __future__ import annotations

from django import template

register = template.Library()

HUES = 9
_JOBS = {
    "import": "Import",
    "measure": "Measuring agreement",
    "settle": "Settling",
    "train": "Training",
    "predict": "Predicting and ordering the queue",
}


@register.filter
def hue(position: int | None) -> str:
    """The class of the n-th label's colour."""
    return "" if position is None else f"hue-{int(position) % HUES}"


@register.filter
def grouped(number: int | None) -> str:
    """12,345"""
    return "–" if number is None else f"{number:,}"


@register.filter
def plain(number: float | None) -> str:
    """A number as SVG and HTML attributes want it, whatever the language of the page."""
    return "0" if number is None else f"{float(number):.4f}".rstrip("0").rstrip(".") or "0"


@register.filter
def percent(share: float | None) -> str:
    """0.4213 → 42 %; the space does not break."""
    return "–" if share is None else f"{share * 100:.0f}\u00a0%"


@register.filter
def two(number: float | None) -> str:
    """0.61, with a true minus sign."""
    return "–" if number is None else f"{number:.2f}".replace("-", "\u2212")


@register.filter
def heat(share: float | None) -> str:
    """A share from 0 to 1 as a step from 0 to 10."""
    return "0" if share is None else str(round(min(max(share, 0.0), 1.0) * 10))


@register.filter
def seconds(value: float | None) -> str:
    """How long something took, in words short enough for a table."""
    if value is None:
        return "–"
    return f"{value:.1f} s" if value < 10 else f"{value:.0f} s" if value < 120 else f"{value / 60:.1f} min"


@register.filter
def job_name(kind: str) -> str:
    return _JOBS.get(kind, kind)


@register.filter
def get(mapping: dict, key: object) -> object:
    """An entry under a key that only the data knows."""
    return mapping.get(key)


@register.filter
def shown_text(task) -> str:
    """What the text of a task begins with, for a list: its first field that is a text."""
    return next((value for value in task.item.data.values() if isinstance(value, str)), "")[:400]


_SETTLED = (
    ("settled", "{} decided for the first time"),
    ("changed", "{} changed"),
    ("unchanged", "{} as before"),
    ("ties", "{} tied and wait for the adjudicator"),
    ("without_votes", "{} without a vote"),
    ("no_longer_a_choice", "{} whose winner is no choice of their guideline version"),
    ("adjudicated", "{} left as a person decided"),
    ("decided_meanwhile", "{} decided by somebody meanwhile"),
    ("unfinished", "{} not finished yet"),
)


@register.filter
def settled(job) -> str:
    """What a settling did, as its job reported it; what came to nothing is left out."""
    told = [says.format(f"{job.result[name]:,}") for name, says in _SETTLED if job.result.get(name)]
    return f"{', '.join(told)}." if told else "there was nothing to settle."
