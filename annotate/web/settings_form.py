"""All settings of a project, and how what they say is written in lines."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotate.projects.models import Project
from annotate.projects.services import OTHERS, SETTINGS, SWITCHES
from domain import profile as rules
from domain.aggregation import RULES

from . import languages
from .forms import SettingsForm


def lines(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "spellcheck": "false"})


class ProjectSettingsForm(SettingsForm):
    """All settings of a project. What a browser did not send stays as it is; a switch that was not sent is off."""

    reads_first = forms.BooleanField(
        required=False,
        label=_("People read the guideline and confirm it before they work"),
        help_text=_("Each version anew: when a round opens under another one, they are shown what changed."),
    )
    quiz_questions = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=50,
        label=_("Questions of the quiz"),
        help_text=_("Made from the guideline’s examples. 0: no quiz."),
    )
    quiz_pass = forms.FloatField(
        required=False, min_value=0, max_value=1, label=_("Share of right answers that passes"), help_text=_("0 to 1.")
    )
    profile_fields = forms.CharField(
        required=False,
        widget=lines(),
        max_length=50_000,
        label=_("Ask people besides their languages"),
        help_text=_("One a line: a short name, the question, and choices if there are any, as in “expert: Are you a linguist? | yes, no”."),
    )
    wanted_languages = forms.CharField(
        required=False,
        widget=lines(2),
        max_length=5000,
        label=_("Languages they must speak"),
        help_text=_("One a line with the least level (native, second, learner), as in “ko native”. All of them must fit."),
    )
    wanted_fields = forms.CharField(
        required=False,
        widget=lines(2),
        max_length=5000,
        label=_("Answers they must have given"),
        help_text=_("One a line, as in “expert: yes”. Several answers that will do are separated by commas."),
    )
    wanted_quiz = forms.FloatField(required=False, min_value=0, max_value=1, label=_("Least score in the quiz"), help_text=_("0 to 1."))
    wanted_training = forms.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        label=_("Least score in practice"),
        help_text=_("0 to 1. Training rounds stay open to those who wait for it."),
    )
    daily_limit = forms.IntegerField(
        required=False, min_value=1, max_value=100_000, label=_("Texts one person may take in a day"), help_text=_("Empty: no limit.")
    )
    pseudonyms = forms.BooleanField(
        required=False,
        label=_("People stand under made-up names in figures and exports"),
        help_text=_("The list of members still shows you who is who."),
    )
    gold_share = forms.FloatField(
        required=False,
        min_value=0,
        max_value=0.5,
        label=_("Share of hidden gold"),
        help_text=_("0 to 0.5 of each annotator’s texts in production."),
    )
    gold_least = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=10_000,
        label=_("Gold answered before anybody is judged"),
        help_text=_("Fewer say too little."),
    )
    gold_pass = forms.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        label=_("Least share right at gold"),
        help_text=_("Who falls below is paused, and you are told. 0 to 1."),
    )
    settle_rule = forms.ChoiceField(required=False, label=_("Rule that settles"), choices=[(name, name) for name in RULES])
    settle_least = forms.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        label=_("It decides from this share on"),
        help_text=_("0 to 1. What stays below waits for the adjudicator."),
    )
    blind_adjudication = forms.BooleanField(required=False, label=_("Adjudicators do not see who gave which label"))
    adjudicators = forms.IntegerField(
        required=False, min_value=1, max_value=2, label=_("Adjudicators who must say the same"), help_text=_("1 or 2.")
    )
    ask_budget = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10_000_000,
        label=_("Further labels that may be asked for"),
        help_text=_("Where one more opinion pays most. 0: none."),
    )

    WANTED = ("wanted_languages", "wanted_fields", "wanted_quiz", "wanted_training")

    @classmethod
    def of(cls, project: Project, data: Any = None) -> ProjectSettingsForm:
        plain = {name: getattr(project, name) for name in cls.base_fields if name not in cls.WANTED}
        form = cls(data, initial={**plain, **_wanted(project), "profile_fields": _fields_as_lines(project.profile_fields)})
        known = dict(form.fields["settle_rule"].choices)
        if project.settle_rule not in known:
            form.fields["settle_rule"].choices = [(project.settle_rule, project.settle_rule), *known.items()]
        return form

    def clean_profile_fields(self) -> list[dict[str, Any]]:
        return [_field(line) for line in _lines(self.cleaned_data["profile_fields"])]

    def clean_wanted_languages(self) -> list[dict[str, str]]:
        return [_language(line) for line in _lines(self.cleaned_data["wanted_languages"])]

    def clean_wanted_fields(self) -> dict[str, list[str]]:
        pairs = (line.partition(":") for line in _lines(self.cleaned_data["wanted_fields"]))
        return {name.strip(): _words(values) for name, _colon, values in pairs}

    def given(self) -> dict[str, Any]:
        """What the service takes: what was sent, and switches."""
        wanted = set(SETTINGS) | set(SWITCHES) | set(OTHERS)
        found = {name: value for name, value in self.cleaned_data.items() if name in wanted and self._was_sent(name, value)}
        if any(name in self.data for name in self.WANTED):
            asked = {name.removeprefix("wanted_"): self.cleaned_data[name] for name in self.WANTED}
            found["qualification"] = {name: value for name, value in asked.items() if value}
        return found

    def _was_sent(self, name: str, value: Any) -> bool:
        if self.fields[name].disabled:
            return False
        if name in SWITCHES or self.fields[name].required or name == "cleaning":
            return True
        return name in self.data and (value not in (None, "") or name in ("daily_limit", "profile_fields"))

    def object_to(self, problem: Any) -> None:
        """An objection to the rule stands at its part."""
        if "qualification" in problem.fields:
            self.add_error("wanted_fields" if "field" in problem.message else "wanted_languages", problem.message)
        else:
            super().object_to(problem)


def _wanted(project: Project) -> dict[str, Any]:
    rule = project.qualification
    return {
        "wanted_languages": "\n".join(f"{row['language']} {row['level']}" for row in rule.get("languages", [])),
        "wanted_fields": "\n".join(f"{name}: {', '.join(values)}" for name, values in rule.get("fields", {}).items()),
        "wanted_quiz": rule.get("quiz"),
        "wanted_training": rule.get("training"),
    }


def _fields_as_lines(fields: list[dict[str, Any]]) -> str:
    return "\n".join(f"{f['name']}: {f['label']}" + (f" | {', '.join(f['choices'])}" if f["choices"] else "") for f in fields)


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _words(typed: str) -> list[str]:
    return [word.strip() for word in typed.split(",") if word.strip()]


def _field(line: str) -> dict[str, Any]:
    question, _bar, choices = line.partition("|")
    name, _colon, label = question.partition(":")
    return {"name": name.strip(), "label": label.strip() or name.strip(), "choices": _words(choices)}


def _language(line: str) -> dict[str, str]:
    name, _space, level = line.rpartition(" ")
    if level not in rules.LEVELS:
        raise forms.ValidationError(gettext("“%(line)s” names no level. Write it like “ko native”.") % {"line": line})
    return {"language": languages.tag_of(name), "level": level}
