"""How well annotators agree: one statistic a file, each with its paper; `measure` for all of them."""

from . import disputes
from .cohen import PairKappa, cohen_kappa
from .difference import Difference, difference, differences
from .expected import Expected, expected_by_majority, says
from .fleiss import fleiss_kappa
from .gwet import gwet_ac1, gwet_ac2
from .icc import icc
from .itself import self_agreement
from .jaccard import jaccard_alpha
from .kendall import kendall_w
from .krippendorff import krippendorff_alpha
from .light import light_kappa
from .masi import masi_alpha
from .measure import measure
from .measurement import LEVELS, Measurement
from .pairs import confusion
from .per_annotator import AnnotatorAgreement, per_annotator
from .per_class import ClassAgreement, per_class
from .ratings import Ratings
from .raw import raw_agreement
from .scott import scott_pi
from .statistics import STATISTICS, Statistic
from .tally import Tally

__all__ = [
    "LEVELS",
    "STATISTICS",
    "AnnotatorAgreement",
    "ClassAgreement",
    "Difference",
    "Expected",
    "Measurement",
    "PairKappa",
    "Ratings",
    "Statistic",
    "Tally",
    "cohen_kappa",
    "confusion",
    "difference",
    "differences",
    "disputes",
    "expected_by_majority",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "icc",
    "jaccard_alpha",
    "kendall_w",
    "krippendorff_alpha",
    "light_kappa",
    "masi_alpha",
    "measure",
    "per_annotator",
    "per_class",
    "raw_agreement",
    "says",
    "scott_pi",
    "self_agreement",
]
