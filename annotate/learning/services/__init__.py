"""Verbs: start a training, run it, choose the champion, predict and turn the queue."""

from .accept import accept
from .acceptance_policy import set_acceptance
from .apply_rules import apply_rules
from .augment import GENERATED_AT_MOST, augment, augmentable, order, preview, recipes
from .bring_forward import bring_forward
from .check_accepted import check_accepted, put_back, revoke
from .compare_arms import compare_arms
from .compare_balance import order_trial, try_balance
from .examine import examine
from .export_version import delete_export, make_export, order_export
from .index_texts import find_odd, index_texts
from .look_for_doubts import look_for_doubts
from .look_for_drift import look_for_drift, settle_alert
from .policy import set_policy
from .predict import predict_and_rerank
from .prelabel import prelabel
from .promote import challenge, contend, promote, retire
from .promotion_rule import set_promotion_rule
from .revert import revert
from .rules import edit_rule, retire_rule, write_rule
from .schedule import set_schedule, settings_of_last
from .shadow import cast_shadow, end_shadow
from .start import start
from .train import learn, train
from .validate import set_rule_of_validation, take_verdicts

__all__ = [
    "GENERATED_AT_MOST",
    "accept",
    "apply_rules",
    "augment",
    "augmentable",
    "bring_forward",
    "cast_shadow",
    "challenge",
    "check_accepted",
    "compare_arms",
    "contend",
    "delete_export",
    "edit_rule",
    "end_shadow",
    "examine",
    "find_odd",
    "index_texts",
    "learn",
    "look_for_doubts",
    "look_for_drift",
    "make_export",
    "order",
    "order_export",
    "order_trial",
    "predict_and_rerank",
    "preview",
    "prelabel",
    "promote",
    "put_back",
    "recipes",
    "retire",
    "retire_rule",
    "revert",
    "revoke",
    "set_acceptance",
    "set_policy",
    "set_promotion_rule",
    "set_rule_of_validation",
    "set_schedule",
    "settings_of_last",
    "settle_alert",
    "start",
    "take_verdicts",
    "train",
    "try_balance",
    "write_rule",
]
