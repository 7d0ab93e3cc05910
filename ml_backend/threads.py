"""How many threads linear algebra may use.

One, unless told otherwise: on cores that others use too (a web server, other workers) BLAS threads spend their time waiting for each other.
Measured on two busy cores, the sentence encoder read 451 texts per second with one thread and 63 with two.
"""

from __future__ import annotations

from contextlib import AbstractContextManager


def limited(threads: int) -> AbstractContextManager:
    """For the time of the `with` block, in this whole process."""
    # The limit reaches only libraries that are loaded by then, and SciPy brings a BLAS of its own: imported first inside the block
    # it took every core (a fit of 500 texts and 77 classes on busy cores: 4.6 s of processor time, with the limit 0.4 s).
    import scipy.linalg  # noqa: F401
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=threads, user_api="blas")
