"""What people type. A form checks the shape of it; what it means is judged by the services, whose objections it shows at the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from annotate.projects.services import LEVELS
from annotate.queue.models import Round
from domain.errors import Problem
from domain.roles import ROLES

from . import words

CONFIG_HINT = _("What annotators see and choose, as Label Studio’s XML. “$text” stands for the field “text” of your data.")
ORDERS = [(Round.RANDOM, _("Random (recommended)")), (Round.AS_IMPORTED, _("As imported"))]


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
    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))
    label_config = forms.CharField(
        label=_("Label config"),
        widget=code(12),
        strip=False,
        max_length=200_000,
        help_text=CONFIG_HINT,
    )
    guideline = forms.CharField(
        label=_("Guideline"),
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
        strip=False,
        max_length=200_000,
        help_text=_("How to decide, with examples, in Markdown. Short is good: it grows with every disagreement you settle."),
    )
    annotators_per_task = forms.IntegerField(
        min_value=1,
        max_value=20,
        initial=2,
        label=_("Annotators for each text"),
        help_text=_("Two or more make agreement measurable."),
    )
    level = forms.ChoiceField(
        choices=[(x, words.LEVELS[x]) for x in LEVELS],
        label=_("Scale of the labels"),
        help_text=_("nominal: names; ordinal: ranks; interval: numbers."),
    )
    order = forms.ChoiceField(choices=ORDERS, label=_("Order of the queue"))


class SettingsForm(PageForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    annotators_per_task = forms.IntegerField(
        min_value=1, max_value=20, label=_("Annotators for each text"), help_text=_("Holds for rounds opened from now on.")
    )
    lease_minutes = forms.IntegerField(
        min_value=1,
        max_value=7 * 24 * 60,
        label=_("Minutes a text is held"),
        help_text=_("So long an open text waits for its annotator before it is offered to another."),
    )
    level = forms.ChoiceField(
        choices=[(x, words.LEVELS[x]) for x in LEVELS],
        label=_("Scale of the labels"),
        help_text=_("nominal: names; ordinal: ranks; interval: numbers. It sets the distance that Krippendorff’s α uses."),
    )
    suggestion_share = forms.FloatField(
        required=False,
        min_value=0,
        max_value=1,
        label=_("Share of the work in which the model’s suggestion is shown"),
        help_text=_("0: never; 1: always. Between them chance decides, person by person, so that the pull of suggestions can be measured."),
    )
    random_share = forms.FloatField(
        min_value=0,
        max_value=1,
        label=_("Random share of the queue"),
        help_text=_("0 to 1. This part of the queue is never ordered by a model, so that accuracy and class balance stay measurable."),
    )
    train_share = forms.FloatField(min_value=0, max_value=1, label=_("Share for training"))
    dev_share = forms.FloatField(
        min_value=0, max_value=1, label=_("Share for development"), help_text=_("The rest is the test split.")
    )
    cleaning = forms.JSONField(
        label=_("Cleaning"),
        required=False,
        widget=code(5),
        help_text=_('Steps applied to each text in this order: [{"pattern": "<[^>]+>", "replacement": ""}]. The text as it came is kept.'),
    )

    FIXED_ONCE_IMPORTED = {
        "train_share": _("Fixed since the first import: moving texts between training and test later would leak."),
        "dev_share": _("Fixed since the first import, too."),
        "cleaning": _("Fixed since the first import: all texts of a corpus are cleaned in the same way."),
    }

    def clean_cleaning(self) -> Any:
        return self.cleaned_data["cleaning"] or []

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("train_share", 0) + data.get("dev_share", 0) > 1 + 1e-9:
            self.add_error("dev_share", _("Training and development together are more than the whole."))
        return data


class GuidelineForm(PageForm):
    base = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Guideline"),
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Markdown."),
    )
    label_config = forms.CharField(
        label=_("Label config"), strip=False, max_length=200_000, widget=code(12), help_text=CONFIG_HINT
    )
    change_note = forms.CharField(
        max_length=2000, label=_("What changed, and why"), widget=forms.TextInput, help_text=_("Annotators read this first.")
    )


class ImportForm(PageForm):
    file = forms.FileField(
        required=False,
        label=_("A file"),
        help_text=_("JSON lines, JSON, CSV, TSV, plain text (one text a line) or Label Studio’s JSON, in UTF-8."),
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label=_("Or paste rows"),
        widget=forms.Textarea(attrs={"rows": 8, "class": "code", "spellcheck": "false"}),
        max_length=2_000_000,
    )
    format = forms.ChoiceField(required=False, label=_("Format"))

    def __init__(self, *args: Any, formats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].choices = [("", _("Recognise it")), *formats]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("file") and not (data.get("text") or "").strip() and not self.errors:
            raise forms.ValidationError(_("Choose a file or paste some rows."))
        if data.get("file") and (data.get("text") or "").strip():
            raise forms.ValidationError(_("You chose a file and pasted rows as well. Import one after the other."))
        return data


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name)


class FilesField(forms.FileField):
    """All files that were chosen, as a list."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return [one(file, initial) for file in data or []]


class PicturesForm(PageForm):
    files = FilesField(
        required=False,
        label=_("Files, or one zip archive"),
        widget=ManyFiles(attrs={"data-paths": ""}),
        help_text=_("Choose as many as you like, or drop them here."),
    )
    folder = FilesField(
        required=False,
        label=_("Or a whole folder"),
        widget=ManyFiles(attrs={"webkitdirectory": True, "data-paths": ""}),
        help_text=_("With all that lies below it; each file keeps the name of its folder."),
    )
    paths = forms.JSONField(required=False, widget=forms.HiddenInput)

    def sent(self) -> list[tuple[str, Any]]:
        """[(path, upload)]; a path is the name where the browser did not tell the folder."""
        uploads = [*self.cleaned_data["files"], *self.cleaned_data["folder"]]
        paths = self.cleaned_data.get("paths")
        told = isinstance(paths, list) and len(paths) == len(uploads) and all(isinstance(path, str) and path for path in paths)
        return list(zip(paths if told else [upload.name for upload in uploads], uploads, strict=True))


class InviteForm(PageForm):
    email = forms.CharField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role, format_lazy("{}: {}", words.ROLES[role], words.ROLE_HINTS[role])) for role in ROLES],
        initial="annotator",
    )


class DecisionForm(PageForm):
    label = forms.CharField(max_length=1000, strip=False, error_messages={"required": _("Choose a label first.")})
    note = forms.CharField(max_length=5000, required=False)
    section = forms.CharField(max_length=200, required=False)
    expected = forms.IntegerField(required=False)


class MeForm(PageForm):
    language = forms.ChoiceField(
        required=False,
        label=_("Language"),
        choices=[("", _("As the browser asks")), *settings.LANGUAGES],
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(
        required=False,
        label=_("Theme"),
        choices=[("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )


class LoginForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("This e-mail and password do not belong together. Check both; the password’s capitals count."),
    }


class FirstPasswordForm(SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
