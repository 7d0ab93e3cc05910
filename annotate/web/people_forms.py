"""What people type about themselves, and about who may come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.projects.models import Profile, Project
from domain import profile as rules
from domain.roles import ADJUDICATOR, ANNOTATOR, VIEWER

from . import languages, words
from .forms import PageForm

_ROWS_MOST = rules.MAX_LANGUAGES
_BY_LINK = [(role, words.ROLES[role]) for role in (ANNOTATOR, ADJUDICATOR, VIEWER)]


class ProfileForm(PageForm):
    """Languages in rows, region, training, and whatever the lead asks besides."""

    region = forms.CharField(
        required=False, max_length=200, label=_("Dialect or region"), help_text=_("Where your way of speaking is from.")
    )
    training = forms.CharField(
        required=False,
        max_length=5000,
        label=_("Training"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What you learned that helps here: studies, work, other labelling."),
    )

    def __init__(self, project: Project, kept: Profile | None, data: Any = None) -> None:
        spoken = kept.languages if kept else []
        self.rows = range(max(2, min(len(spoken) + 1, _ROWS_MOST)))
        self.asked = project.profile_fields
        super().__init__(data, initial=_told(kept, spoken))
        for row in self.rows:
            self.fields[f"language_{row}"] = forms.CharField(
                required=False,
                max_length=80,
                label=_("Language"),
                widget=forms.TextInput(attrs={"list": "languages", "autocomplete": "off"}),
            )
            self.fields[f"level_{row}"] = forms.ChoiceField(required=False, label=_("How well"), choices=languages.LEVELS.items())
        for field in self.asked:
            self.fields[f"field_{field['name']}"] = _asked(field)

    def languages(self) -> list[tuple[Any, Any]]:
        return [(self[f"language_{row}"], self[f"level_{row}"]) for row in self.rows]

    def further(self) -> list[Any]:
        return [self[f"field_{field['name']}"] for field in self.asked]

    def told(self) -> dict[str, Any]:
        """What the service takes. Names of fields and languages stand for themselves there."""
        given = self.cleaned_data
        spoken = [(given[f"language_{row}"], given[f"level_{row}"]) for row in self.rows]
        return {
            "languages": [{"language": languages.tag_of(name), "level": level} for name, level in spoken if name],
            "region": given["region"],
            "training": given["training"],
            "fields": {field["name"]: given[f"field_{field['name']}"] for field in self.asked},
        }


def _told(kept: Profile | None, spoken: list[dict[str, str]]) -> dict[str, Any]:
    if kept is None:
        return {}
    rows = {f"language_{n}": row["language"] for n, row in enumerate(spoken)} | {f"level_{n}": row["level"] for n, row in enumerate(spoken)}
    further = {f"field_{name}": value for name, value in kept.fields.items()}
    return {"region": kept.region, "training": kept.training, **rows, **further}


def _asked(field: dict[str, Any]) -> forms.Field:
    if field["choices"]:
        return forms.ChoiceField(required=False, label=field["label"], choices=[("", "–"), *((word, word) for word in field["choices"])])
    return forms.CharField(required=False, label=field["label"], max_length=rules.LONGEST_FIELD)


class InvitationForm(PageForm):
    role = forms.ChoiceField(label=_("Role"), choices=_BY_LINK)
    days = forms.IntegerField(label=_("Days it holds"), min_value=1, max_value=366, initial=7)
    at_most = forms.IntegerField(
        label=_("People it lets in"), required=False, min_value=1, max_value=100_000, help_text=_("Empty: as many as come.")
    )
    note = forms.CharField(label=_("Note for yourself"), required=False, max_length=200)
    pseudonyms = forms.BooleanField(
        required=False,
        label=_("Under made-up names, without an e-mail"),
        help_text=_("For a crowd: who comes gets a name such as “Blue Heron 12” and a link of their own to come back."),
    )


class NewcomerForm(PageForm):
    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 8 characters, and none of the passwords everybody uses."),
    )


class PauseForm(PageForm):
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.TextInput)
