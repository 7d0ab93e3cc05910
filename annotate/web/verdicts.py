"""Why a model version was promoted or not, in sentences: what the rows tell by codes and figures."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotate.learning.models import Contest, Succession

from .charts.svg import shown
from .templatetags.figures import percent

MEASURES: dict[str, str | Promise] = {
    "macro_f1": gettext_lazy("macro F1"),
    "accuracy": gettext_lazy("accuracy"),
    "score": gettext_lazy("mean F1 of an item"),
    "ap50": gettext_lazy("average precision of the boxes (AP50)"),
}
VERDICTS: dict[str, str | Promise] = {
    Contest.PROMOTED: gettext_lazy("promoted"),
    Contest.KEPT: gettext_lazy("the champion stays"),
    Contest.NOT_HELD: gettext_lazy("not compared"),
}
_LEAST = 0.0001
_NOT_HELD: dict[str, str | Promise] = {
    "no_release": gettext_lazy("There was no release with test items to compare them on."),
    "no_test_items": gettext_lazy("The newest release has no test item that a model could read."),
    "champion_lost": gettext_lazy("The champion cannot be asked any more:"),
}


def sentence(reason: dict[str, Any]) -> str:
    """Of a reason {code, facts}, as `domain.promotion` gives it."""
    code, facts = reason["code"], reason.get("facts", {})
    if code in _NOT_HELD:
        return f"{_NOT_HELD[code]} {facts.get('told', '')}".strip()
    if code == "no_items":
        return _("There was no item to compare them on.")
    if code in ("better", "too_little", "not_sure", "used_up"):
        return _overall(code, facts)
    if code in ("class_below", "class_unjudged"):
        return _of_class(code, facts)
    return _of_slice(code, facts)


def _overall(code: str, facts: dict[str, Any]) -> str:
    told = {
        "measure": str(MEASURES.get(facts["measure"], facts["measure"])),
        "new": _digits(facts["challenger"]),
        "old": _digits(facts["champion"]),
        "p": f"= {_digits_of(facts['p'])}" if facts["p"] >= _LEAST else f"< {_LEAST}",
        "level": _digits_of(facts["level"]),
        "look": facts["look"],
    }
    figures = _("%(measure)s %(new)s against %(old)s") % told
    if code == "better":
        return _("Better: %(figures)s, p %(p)s at a level of %(level)s.") % {**told, "figures": figures}
    if code == "too_little":
        if facts["gain"] <= 0:
            return _("Not better: %(figures)s.") % {"figures": figures}
        least = _digits(facts["least"])
        return _("Better by less than the %(least)s that the rule asks: %(figures)s.") % {"least": least, "figures": figures}
    if code == "used_up":
        return _("Contest %(look)s against this champion: its share of the error rate is too small to be met. %(figures)s.") % {
            **told,
            "figures": figures,
        }
    return _("It may be luck: %(figures)s, p %(p)s, and contest %(look)s against this champion asks %(level)s or less.") % {
        **told,
        "figures": figures,
    }


def _of_class(code: str, facts: dict[str, Any]) -> str:
    told = {"label": facts["class"], "f1": shown(facts["f1"]), "floor": shown(facts["floor"])}
    if code == "class_below":
        return _("“%(label)s” has an F1 of %(f1)s, under its floor of %(floor)s.") % told
    says = ngettext(
        "“%(label)s” has only %(n)s test item: its floor was not judged.",
        "“%(label)s” has only %(n)s test items: its floor was not judged.",
        facts["items"],
    )
    return says % {**told, "n": facts["items"]}


def _of_slice(code: str, facts: dict[str, Any]) -> str:
    if code == "slice_worse":
        told = {"field": facts["field"], "value": facts["value"], "new": percent(facts["challenger"]), "old": percent(facts["champion"])}
        return _("Worse where %(field)s is “%(value)s”: right in %(new)s instead of %(old)s.") % told
    says = ngettext(
        "%(n)s slice of %(field)s has too few test items and was not judged.",
        "%(n)s slices of %(field)s have too few test items and were not judged.",
        facts["slices"],
    )
    return says % {"n": facts["slices"], "field": facts["field"]}


def sentences(contest: Contest) -> list[str]:
    return [sentence(reason) for reason in contest.reasons]


def how(row: Succession) -> str:
    """How it became champion, or how the champion went."""
    former = row.former.name if row.former else ""
    says = {
        Succession.FIRST: _("The first of its project, so it needed no contest."),
        Succession.CONTEST: _("Won a contest against %(former)s."),
        Succession.BY_HAND: _("Made champion by %(by)s: %(reason)s"),
        Succession.REVERT: _("%(by)s went back to it: %(reason)s"),
        Succession.LOST: _("%(former)s cannot be asked any more, so it took over."),
        Succession.RETIRED: _("%(by)s retired the champion %(former)s: %(reason)s"),
    }[row.how]
    return says % {"former": former, "by": row.by.short_name if row.by else "–", "reason": row.reason}


def last_word(of: Succession | Contest | None) -> str:
    """One line for a list of versions."""
    if of is None:
        return ""
    if isinstance(of, Succession):
        won = [sentence(of.contest.reasons[0])] if of.how == Succession.CONTEST and of.contest else []
        return " ".join([how(of), *won])
    blocking = [reason for reason in of.reasons if reason.get("blocks")]
    return sentence((blocking or of.reasons)[0])


def _digits(value: float) -> str:
    return f"{value:.3f}".replace("-", "\u2212")


def _digits_of(chance: float) -> str:
    return f"{chance:.2g}" if chance >= _LEAST else f"{chance:.1e}"
