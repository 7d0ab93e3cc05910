"""When models are trained, as a lead chooses it."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotate.learning.models import TrainingPolicy
from domain import sampling
from domain.schedule import MOST_LABELS

from . import words
from .forms import PageForm

_LIKE = (
    ("", _("With the light learner (seconds)")),
    ("last", _("Like the last training by hand")),
)
_COMPARES = (
    (TrainingPolicy.DAILY, _("at most once a day")),
    (TrainingPolicy.EVERY, _("after every training")),
    (TrainingPolicy.NEVER, _("only by hand")),
)


class ScheduleForm(PageForm):
    after_labels = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_LABELS,
        label=_("After so many new labels"),
        help_text=_("20 to 200 suits the light learner. Empty: not for labels."),
    )
    nightly_at = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label=_("Every night at"))
    time_zone = forms.ChoiceField(label=_("Time zone of that hour"))
    settles_first = forms.BooleanField(
        required=False,
        label=_("Settle finished texts first, by the project’s rule"),
        help_text=_("Without this, only what somebody has settled or decided is new to a model."),
    )
    like = forms.ChoiceField(required=False, choices=_LIKE, label=_("How to train"))
    strategy = forms.ChoiceField(required=False, label=_("Then ask people first about"))
    compare = forms.ChoiceField(
        choices=_COMPARES,
        label=_("Compare with the champion"),
        help_text=_(
            "Each comparison asks for more evidence than the one before. Between them the newest model orders the queue, "
            "while people see the champion’s suggestions."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nightly_at"].choices = [("", gettext("– not nightly –")), *((hour, f"{hour:02d}:00") for hour in range(24))]
        zones = sorted(zone for zone in available_timezones() if "/" in zone)
        self.fields["time_zone"].choices = [(zone, zone) for zone in dict.fromkeys(["UTC", settings.TIME_ZONE, *zones])]
        named = [(name, words.STRATEGIES.get(name, sampling.strategy(name).title)) for name in sampling.names()]
        self.fields["strategy"].choices = [*named, ("", gettext("Nothing: the queue stays as it is"))]

    @classmethod
    def of(cls, policy: TrainingPolicy) -> ScheduleForm:
        names = ("after_labels", "nightly_at", "time_zone", "settles_first", "strategy", "compare")
        return cls(initial={**{name: getattr(policy, name) for name in names}, "like": "last" if policy.like_last else ""})

    def given(self) -> dict[str, Any]:
        """As `learning.services.set_schedule` takes it."""
        data = dict(self.cleaned_data)
        return {"like_last": data.pop("like") == "last", **data}
