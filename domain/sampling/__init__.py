"""Which texts to ask people about next. One strategy a file, one registry, one contract that all of them keep."""

from domain.sampling.batch import Batch, batch
from domain.sampling.mixing import Mixed, mix
from domain.sampling.pool import Pool
from domain.sampling.registry import Strategy, names, order, strategy

__all__ = ["Batch", "Mixed", "Pool", "Strategy", "batch", "mix", "names", "order", "strategy"]
