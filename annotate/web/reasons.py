"""Why there is nothing to annotate, as the pages say it; the annotation page says the same (`pages/annotate/because.ts`)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What is between somebody and their work is done on a page of its own.
BEFORE = ("read_first", "quiz_first", "profile_first")
REASONS: dict[str, str | Promise] = {
    "no_open_round": _("No round is open at the moment. The lead opens the next one."),
    "all_yours_done": _("You have been at every task that still needs someone. Others finish the rest."),
    "paused": _(
        "Your work in this project is paused. Please talk to the project’s lead, who can let you go on. What you have done is kept, and so "
        "is what you have begun."
    ),
    "read_first": _("A version of the guideline waits to be read. Please read it and confirm it first."),
    "quiz_first": _("Before you begin there is a short quiz on the guideline."),
    "profile_first": _("This project asks for a few words about you before you begin: please fill in your profile."),
    "training_first": _("Practice comes first, and there is none for you to do at the moment. Please ask the project’s lead how to go on."),
    "daily_limit": _("You have taken all the tasks that are yours for today. Thank you; there are more tomorrow."),
    "not_for_you": _("The open round is for others. The lead gives out the next one."),
}
