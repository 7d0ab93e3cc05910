"""INTERIM."""
import hashlib, re
from dataclasses import dataclass
import orjson
from .errors import Invalid
def compile_steps(steps):
    if not isinstance(steps, list):
        raise Invalid("cleaning: must be a list", fields={"cleaning":"list"})
    return [(re.compile(s["pattern"]), s["replacement"]) for s in steps]
@dataclass
class Cleaned:
    text: str
    offset_map: object
class Map:
    def as_json(self): return []
def clean(raw, steps):
    t = raw
    for p, r in steps: t = p.sub(r, t)
    return Cleaned(t, Map())
def content_hash(data):
    return hashlib.blake2b(orjson.dumps(data, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()
