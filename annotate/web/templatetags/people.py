"""How steps, waits and signs about people are said on the pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.projects.models import Project
from annotate.web import languages
from annotate.web.templatetags.figures import percent, seconds, two
from domain.annotators import Sign

register = template.Library()

_STEPS = {
    "profile": gettext_lazy("Your profile"),
    "read": gettext_lazy("Read the guideline"),
    "quiz": gettext_lazy("The quiz"),
    "practice": gettext_lazy("Practice with feedback"),
}
_WAITS = {
    "profile": gettext_lazy("waits: profile"),
    "quiz": gettext_lazy("waits: quiz"),
    "training": gettext_lazy("waits: practice"),
}


@register.filter
def step_name(step: str) -> str:
    return str(_STEPS.get(step, step))


@register.filter
def waits_name(waits_for: str) -> str:
    return str(_WAITS.get(waits_for, waits_for))


@register.filter
def spoken(tag: str) -> str:
    return languages.name_of(tag)


@register.filter
def language_level(level: str) -> str:
    return str(languages.LEVELS.get(level, level))


@register.filter
def wanted(missing: list[str], project: Project) -> str:
    """What the rule asks where a profile does not fit, in words."""
    rule = project.qualification
    levels = {row["language"]: row["level"] for row in rule.get("languages", [])}
    labels = {field["name"]: field["label"] for field in project.profile_fields}
    said = []
    for name in missing:
        if name in levels:
            said.append(f"{languages.name_of(name)}, {language_level(levels[name])}")
        else:
            said.append(f"{labels.get(name, name)} {' / '.join(rule['fields'][name])}")
    return "; ".join(said)


@register.filter
def sign_sentence(sign: Sign) -> str:
    facts: dict[str, Any] = sign.facts
    if sign.code == "fast":
        told = {"share": percent(facts["share"]), "limit": seconds(facts["limit"])}
        return _("%(share)s of the answers came in under %(limit)s, a fifth of what the team takes.") % told
    if sign.code == "one_answer":
        told = {"label": facts["label"], "share": percent(facts["share"]), "others": percent(facts["others"])}
        return _("“%(label)s” in %(share)s of the answers, where the others at the same texts say it in %(others)s.") % told
    if sign.code == "long_runs":
        return _("The same answer up to %(longest)s times in a row, more often than chance would have it.") % {"longest": facts["longest"]}
    if sign.code == "below_others":
        return _("Agrees with the others in %(share)s of the texts; the team’s middle is %(team)s.") % _shares(facts, "share", "team")
    if sign.code == "unsteady":
        told = {"kappa": two(facts["kappa"]), "items": facts["items"]}
        return _("Shown %(items)s texts again, they answer otherwise often: κ with themselves is %(kappa)s.") % told
    if facts["what"] == "gold":
        return _("Right at gold less and less over the weeks: from %(first)s to %(last)s.") % _shares(facts, "first", "last")
    return _("Agrees with the others less and less over the weeks: from %(first)s to %(last)s.") % _shares(facts, "first", "last")


def _shares(facts: dict[str, Any], *names: str) -> dict[str, str]:
    return {name: percent(facts[name]) for name in names}
