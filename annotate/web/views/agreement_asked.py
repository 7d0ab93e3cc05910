"""What the address of the agreement page asks for, and what else could be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from annotate.projects.selectors import Seat
from annotate.review.models import Agreement
from annotate.review.selectors import Scope
from annotate.review.selectors.slices import FIELD, GROUP
from domain import comparable, roles
from domain.errors import NotAllowed
from guidelines.selectors import newest as newest_version
from guidelines.selectors import schema_of

from ..charts import names
from ..charts.measured import Told
from ..selectors import choices_of

# The statistic that is shown first.
STATISTIC = "krippendorff_alpha"
_ASKED = ("round", "version", "group", "field", "value", "by", "statistic", "kind", "a", "b", "one", "other")


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what it names and is not there counts as not asked."""

    scope: Scope
    statistic: str
    by: str | None
    """What the table of slices is of: "group", "meta:genre"."""
    kind: str | None
    """Kind of question for comparable corpora; none: as the labels tell."""
    query: dict[str, str]

    def link(self, **change: str | None) -> str:
        """The same page with some of it changed; None takes it away."""
        kept = {name: value for name, value in {**self.query, **change}.items() if value}
        return "?" + urlencode(kept) if kept else "?"


def asked(request: HttpRequest, me: Seat) -> Asked:
    given = {name: value for name, value in request.GET.items() if value and "\x00" not in value}
    scope = _scope(me, given)
    by = given.get("by")
    if by is None and scope.slice:
        by = scope.slice["by"]
    if by == GROUP and not me.may(roles.MANAGE) or by and by != GROUP and not by.startswith(FIELD):
        by = None
    kind = given.get("kind") if given.get("kind") in comparable.KINDS else None
    wanted = {
        name: given[name] for name in _ASKED if name in given
    }
    return Asked(scope, given.get("statistic") or STATISTIC, by, kind, wanted)


def _scope(me: Seat, given: dict[str, str]) -> Scope:
    """Groups are made of what people told the lead of themselves, so a lead alone may ask for one."""
    number = {name: int(given[name]) for name in ("round", "version") if given.get(name, "").isdecimal() and len(given[name]) < 9}
    round = me.project.rounds.filter(number=number["round"]).first() if "round" in number else None
    version = me.project.guideline.versions.filter(number=number["version"]).first() if "version" in number else None
    slice = None
    if group := given.get("group"):
        if not me.may(roles.MANAGE):
            raise NotAllowed("Groups of annotators are for leads to see.", code="role")
        slice = {"by": GROUP, "value": group}
    elif given.get("field") and given.get("value"):
        slice = {"by": FIELD + given["field"], "value": given["value"]}
    return Scope(round, version, slice)


def choices(me: Seat, want: Asked) -> list[tuple[str, list[dict[str, Any]]]]:
    """What can be looked at, as links in rows: (name of the row, [{name, url, chosen}])."""
    rounds = me.project.rounds.order_by("number").select_related("guideline_version")
    versions = me.project.guideline.versions.order_by("number").defer("text", "label_config")
    bare = {"round": None, "version": None, "group": None, "field": None, "value": None, "a": None, "b": None}
    here = want.scope
    whole = {"name": _("Everything"), "url": want.link(**bare), "chosen": here.is_all}
    of_rounds = [
        {"name": names.title(one), "url": want.link(**{**bare, "round": str(one.number)}), "chosen": here.round == one and not here.slice}
        for one in rounds
    ]
    of_versions = [
        {
            "name": f"v{one.number}",
            "url": want.link(**{**bare, "version": str(one.number)}),
            "chosen": here.version == one and not here.slice,
        }
        for one in versions
    ]
    rows = [(_("Rounds"), [whole, *of_rounds]), (_("Guideline"), of_versions)]
    if here.slice:
        rows.append((_("Slice"), [{"name": names.slice_name(here.slice), "url": want.link(), "chosen": True}]))
    return [(name, links) for name, links in rows if links]


def told(me: Seat, want: Asked, newest: Agreement) -> Told:
    statistic = want.statistic if isinstance(newest.figures.get(want.statistic), dict) else STATISTIC
    labels = choices_of(schema_of(newest_version(me.project.guideline)))
    target = want.scope.round.target if want.scope.round and not want.scope.slice else None
    value = target["value"] if target and target.get("statistic") == statistic else None
    return Told(newest, statistic, labels, value, "" if want.scope.is_all else names.scope(want.scope))
