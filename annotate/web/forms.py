"""What people type. A form checks the shape of it; what it means is judged by the services, whose objections it shows at the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm

from annotate.projects.services import LEVELS
from annotate.queue.models import Round
from domain.errors import Problem
from domain.roles import ROLES

ROLE_HINTS = {
    "lead": "everything: members, imports, guideline, rounds, releases, training",
    "annotator": "labels texts, and sees nobody’s work but their own",
    "adjudicator": "labels, sees all votes on a disputed text and decides it",
    "viewer": "sees figures and downloads the corpus, changes nothing",
}
ORDERS = [(Round.RANDOM, "Random (recommended)"), (Round.AS_IMPORTED, "As imported")]


class PageForm(forms.Form):
    """No colons after labels, NULs refused by the fields themselves, and a place for what a service objects to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    def object_to(self, problem: Problem) -> None:
        """Put each objection at its field; one that names no field of this form stands above it."""
        known = {name: what for name, what in problem.fields.items() if name in self.fields}
        for name, what in known.items():
            # The sentence says more than the entry at the field, as long as it speaks of that field alone.
            self.add_error(name, problem.message if len(problem.fields) == 1 else f"{what}")
        if not known:
            self.add_error(None, problem.message)


def code(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"class": "code", "rows": rows, "spellcheck": "false", "autocapitalize": "off"})


class NewProjectForm(PageForm):
    title = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))
    label_config = forms.CharField(
        label="Label config",
        widget=code(12),
        strip=False,
        max_length=200_000,
        help_text="What annotators see and choose, as Label Studio’s XML. “$text” stands for the field “text” of your data.",
    )
    guideline = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
        strip=False,
        max_length=200_000,
        help_text="How to decide, with examples, in Markdown. Short is good: it grows with every disagreement you settle.",
    )
    annotators_per_task = forms.IntegerField(
        min_value=1,
        max_value=20,
        initial=2,
        label="Annotators for each text",
        help_text="Two or more make agreement measurable.",
    )
    level = forms.ChoiceField(
        choices=[(x, x) for x in LEVELS],
        label="Scale of the labels",
        help_text="nominal: names; ordinal: ranks; interval: numbers.",
    )
    order = forms.ChoiceField(choices=ORDERS, label="Order of the queue")


class SettingsForm(PageForm):
    title = forms.CharField(max_length=200)
    annotators_per_task = forms.IntegerField(
        min_value=1, max_value=20, label="Annotators for each text", help_text="Holds for rounds opened from now on."
    )
    lease_minutes = forms.IntegerField(
        min_value=1,
        max_value=7 * 24 * 60,
        label="Minutes a text is held",
        help_text="So long an open text waits for its annotator before it is offered to another.",
    )
    level = forms.ChoiceField(
        choices=[(x, x) for x in LEVELS],
        label="Scale of the labels",
        help_text="nominal: names; ordinal: ranks; interval: numbers. It sets the distance that Krippendorff’s α uses.",
    )
    show_suggestions = forms.BooleanField(required=False, label="Show the model’s suggestion to annotators")
    random_share = forms.FloatField(
        min_value=0,
        max_value=1,
        label="Random share of the queue",
        help_text="0 to 1. This part of the queue is never ordered by a model, so that accuracy and class balance stay measurable.",
    )
    train_share = forms.FloatField(min_value=0, max_value=1, label="Share for training")
    dev_share = forms.FloatField(
        min_value=0, max_value=1, label="Share for development", help_text="The rest is the test split."
    )
    cleaning = forms.JSONField(
        required=False,
        widget=code(5),
        help_text='Steps applied to each text in this order: [{"pattern": "<[^>]+>", "replacement": ""}]. The text as it came is kept.',
    )

    FIXED_ONCE_IMPORTED = {
        "train_share": "Fixed since the first import: moving texts between training and test later would leak.",
        "dev_share": "Fixed since the first import, too.",
        "cleaning": "Fixed since the first import: all texts of a corpus are cleaned in the same way.",
    }

    def clean_cleaning(self) -> Any:
        return self.cleaned_data["cleaning"] or []

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("train_share", 0) + data.get("dev_share", 0) > 1 + 1e-9:
            self.add_error("dev_share", "Training and development together are more than the whole.")
        return data


class GuidelineForm(PageForm):
    base = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Guideline",
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="Markdown.",
    )
    label_config = forms.CharField(label="Label config", strip=False, max_length=200_000, widget=code(12))
    change_note = forms.CharField(
        max_length=2000, label="What changed, and why", widget=forms.TextInput, help_text="Annotators read this first."
    )


class ImportForm(PageForm):
    file = forms.FileField(
        required=False,
        label="A file",
        help_text="JSON lines, JSON, CSV, TSV, plain text (one text a line) or Label Studio’s JSON, in UTF-8.",
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label="Or paste rows",
        widget=forms.Textarea(attrs={"rows": 8, "class": "code", "spellcheck": "false"}),
        max_length=2_000_000,
    )
    format = forms.ChoiceField(required=False, label="Format")

    def __init__(self, *args: Any, formats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [("", "Recognise it"), *formats]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("file") and not (data.get("text") or "").strip() and not self.errors:
            raise forms.ValidationError("Choose a file or paste some rows.")
        if data.get("file") and (data.get("text") or "").strip():
            raise forms.ValidationError("You chose a file and pasted rows as well. Import one after the other.")
        return data


class RoundForm(PageForm):
    title = forms.CharField(max_length=200, required=False, help_text="Empty: “Round” and its number.")
    annotators_per_task = forms.IntegerField(min_value=1, max_value=20, label="Annotators for each text")
    order = forms.ChoiceField(choices=ORDERS, label="Order of the queue")


class InviteForm(PageForm):
    email = forms.CharField(label="E-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(choices=[(role, f"{role}: {ROLE_HINTS[role]}") for role in ROLES], initial="annotator")


class DecisionForm(PageForm):
    label = forms.CharField(max_length=1000, strip=False, error_messages={"required": "Choose a label first."})
    note = forms.CharField(max_length=5000, required=False)
    expected = forms.IntegerField(required=False)


class LoginForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "This e-mail and password do not belong together. Check both; the password’s capitals count.",
    }


class FirstPasswordForm(SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
