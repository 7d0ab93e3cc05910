"""Korean particles after a noun, in the form that its last syllable asks for.

A noun and its particles are written as one word: 배터리가, 배터리에서는. Which form follows is ruled by the noun's last sound:
after a final consonant 은 이 을 과 으로, after a vowel 는 가 를 와 로 (로 after ㄹ, too). So 사 is not found in 사과: after a vowel
it would be 사와.
"""

from __future__ import annotations

_BOTH = tuple("의 에 에서 에게 께 께서 한테 도 만 까지 부터 마다 처럼 보다 하고 조차 밖에 뿐 대로".split())
_CLOSED = tuple("은 이 을 과 이랑 으로 으로서 으로써 이나 이라도 이야 이여 이에요 이었다 이다 입니다".split())
_OPEN = tuple("는 가 를 와 랑 로 로서 로써 나 라도 야 여 예요 였다 다 입니다".split())
# What may follow another particle: 에서는, 까지도, 에게만, 으로는.
_SECOND = ("는", "은", "도", "만", "의", "까지", "나", "라도", "이나", "요")
_FIRST_SYLLABLE, _LAST_SYLLABLE, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8


def is_hangul(letter: str) -> bool:
    return _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE


def particles_after(word: str) -> list[str]:
    """Those that may follow this word, the longest first; none where it does not end in a Hangul syllable."""
    if not word or not is_hangul(word[-1]):
        return []
    final = (ord(word[-1]) - _FIRST_SYLLABLE) % _FINALS
    first = [*_BOTH, *(_CLOSED if final else _OPEN)]
    if final == _RIEUL:
        first = [{"으로": "로", "으로서": "로서", "으로써": "로써"}.get(one, one) for one in first]
    both = [one + other for one in first for other in _SECOND if one != other]
    return sorted({*first, *both, "요"}, key=lambda one: (-len(one), one))
