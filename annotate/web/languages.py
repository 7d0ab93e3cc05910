"""Languages as people name them: "Korean", "한국어" and "ko" are the same."""

from __future__ import annotations

from functools import lru_cache

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from .words import Said

LEVELS: dict[str, Said] = {"native": _("native"), "second": _("second language"), "learner": _("learner")}
_COMMON = "ko en zh-hans zh-hant ja vi th id mn ru uz hi ar fr de es pt it tr nl pl uk".split()
# What Django’s list does not name, as people here write it.
_ALSO = {
    "한국말": "ko",
    "영어": "en",
    "일본어": "ja",
    "중국어": "zh",
    "베트남어": "vi",
    "러시아어": "ru",
    "mandarin": "zh",
    "chinese": "zh",
}


@lru_cache(maxsize=1)
def _tags() -> dict[str, str]:
    known = {code: info for code, info in LANG_INFO.items() if "name" in info}
    named = ((info[kind].casefold(), code) for code, info in known.items() for kind in ("name", "name_local"))
    return {**dict(named), **_ALSO}


def tag_of(typed: str) -> str:
    """The tag of what somebody typed; what is no known name is left as it is, for the service to judge."""
    return _tags().get(typed.strip().casefold(), typed.strip())


@lru_cache(maxsize=1)
def offered() -> tuple[tuple[str, str], ...]:
    """(tag, its name in that language) of those that are offered while one types."""
    return tuple((code, LANG_INFO[code]["name_local"]) for code in _COMMON if code in LANG_INFO)


def name_of(tag: str) -> str:
    info = LANG_INFO.get(tag.lower()) or LANG_INFO.get(tag.split("-")[0].lower()) or {}
    return f"{info['name_local']} ({tag})" if "name_local" in info else tag
