"""Verbs: create a project, change its settings, bring people in, let them read, qualify, pause."""

from .bring_along import bring_along
from .configure import LEVELS, OTHERS, SETTINGS, SWITCHES, check_settings, configure
from .confirm import confirm
from .create import create
from .describe import check_parts, describe
from .invite import invite, remove
from .invite_by_link import invite_by_link, revoke
from .join import join
from .name import give_pseudonyms
from .pause import pause, resume
from .publish import publish_guideline
from .qualify import qualify, qualify_all, score_training

__all__ = [
    "LEVELS",
    "OTHERS",
    "SETTINGS",
    "SWITCHES",
    "bring_along",
    "check_parts",
    "check_settings",
    "configure",
    "confirm",
    "create",
    "describe",
    "give_pseudonyms",
    "invite",
    "invite_by_link",
    "join",
    "pause",
    "publish_guideline",
    "qualify",
    "qualify_all",
    "remove",
    "resume",
    "revoke",
    "score_training",
]
