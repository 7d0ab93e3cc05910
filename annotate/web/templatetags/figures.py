"""How numbers and names are written on the pages."""

from __future__ import annotations

import datetime as dt
from urllib.parse import unquote

from django import template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from annotate.items.selectors import digest_of
from annotate.web import progress_words, words
from domain import media

register = template.Library()

HUES = 9


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
    if value >= 120:
        return _("%(minutes)s min") % {"minutes": f"{value / 60:.1f}"}
    return _("%(seconds)s s") % {"seconds": f"{value:.1f}" if value < 10 else f"{value:.0f}"}


@register.filter
def day(when: dt.datetime | None) -> str:
    return _moment(when, pgettext("date", "j F Y"))


@register.filter
def short_day(when: dt.datetime | None) -> str:
    return _moment(when, pgettext("date, short", "j M Y"))


@register.filter
def moment(when: dt.datetime | None) -> str:
    return _moment(when, pgettext("date and time", "j F Y, H:i"))


@register.filter
def short_moment(when: dt.datetime | None) -> str:
    return _moment(when, pgettext("date and time, short", "j M Y, H:i"))


def _moment(when: dt.datetime | None, format: str) -> str:
    return "" if when is None else formats.date_format(timezone.localtime(when), format)


@register.filter
def job_name(kind: str) -> str:
    return words.JOBS.get(kind, kind)


@register.filter
def role_name(role: str) -> str:
    return words.ROLES.get(role, role)


@register.filter
def state_name(state: str) -> str:
    return words.STATES.get(state, state)


@register.filter
def scale_name(level: str) -> str:
    return words.LEVELS.get(level, level)


@register.filter
def titled(of) -> str:
    """A round or a release by its title, else by its number."""
    return words.title(of)


@register.filter
def get(mapping: dict, key: object) -> object:
    """An entry under a key that only the data knows."""
    return mapping.get(key)


@register.filter
def shown_text(task) -> str:
    """What the text of a task begins with, for a list: its first field that is a text. Of a picture or a sound its name."""
    found = _first(task.item)
    return (_name_of(found) if digest_of(found) else found)[:400]


@register.filter
def shown_item(of) -> str:
    """What an item (or what stands at one) shows: the picture made small, else what its text begins with."""
    found = _first(of.item)
    if digest_of(found) and (kind := media.named(found)) and kind.what == media.PICTURE:
        return format_html('<img src="{}?size=160" alt="{}" title="{}" height="96" loading="lazy">', found, *2 * (_name_of(found),))
    return shown_text(of)


@register.filter
def shown_large(of) -> str:
    """A picture as large as a tile is."""
    found = _first(of.item)
    small = "?size=320" if digest_of(found) else ""
    return format_html('<img src="{}{}" alt="{}" title="{}" loading="lazy">', found, small, *2 * (_name_of(found),))


@register.filter
def progress_said(message: str) -> str:
    return progress_words.said(message)


@register.filter
def small(address: str) -> str:
    """Of a picture kept here its thumbnail."""
    return f"{address}?size=160" if digest_of(address) else address


def _first(item) -> str:
    return next((value for value in item.data.values() if isinstance(value, str)), "")


def _name_of(address: str) -> str:
    return unquote(address.rpartition("/")[2])


_SETTLED = (
    ("settled", gettext_lazy("%(n)s decided for the first time")),
    ("changed", gettext_lazy("%(n)s changed")),
    ("refreshed", gettext_lazy("%(n)s with the same label and another share")),
    ("unchanged", gettext_lazy("%(n)s as before")),
    ("ties", gettext_lazy("%(n)s tied and wait for the adjudicator")),
    ("too_unsure", gettext_lazy("%(n)s too unsure and left open")),
    ("without_votes", gettext_lazy("%(n)s without a vote")),
    ("no_longer_a_choice", gettext_lazy("%(n)s whose winner is no choice of their guideline version")),
    ("adjudicated", gettext_lazy("%(n)s left as a person decided")),
    ("decided_meanwhile", gettext_lazy("%(n)s decided by somebody meanwhile")),
    ("unfinished", gettext_lazy("%(n)s not finished yet")),
)


@register.filter
def settled(job) -> str:
    """What a settling did, as its job reported it; what came to nothing is left out."""
    told = [says % {"n": f"{job.result[name]:,}"} for name, says in _SETTLED if job.result.get(name)]
    return f"{', '.join(told)}." if told else _("there was nothing to settle.")
