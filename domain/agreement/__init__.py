"""How well annotators agree: one statistic a file, each with its paper; `measure` for all of them."""

from .cohen import PairKappa, cohen_kappa
from .fleiss import fleiss_kappa
from .itself import self_agreement
from .krippendorff import krippendorff_alpha
from .measure import STATISTICS, measure
from .measurement import LEVELS, Measurement
from .pairs import confusion
from .per_annotator import AnnotatorAgreement, per_annotator
from .per_class import ClassAgreement, per_class
from .ratings import Ratings
from .raw import raw_agreement

__all__ = [
    "LEVELS",
    "STATISTICS",
    "AnnotatorAgreement",
    "ClassAgreement",
    "Measurement",
    "PairKappa",
    "Ratings",
    "cohen_kappa",
    "confusion",
    "fleiss_kappa",
    "krippendorff_alpha",
    "measure",
    "per_annotator",
    "per_class",
    "raw_agreement",
    "self_agreement",
]
