"""A corpus that a model can learn, with the ML backend in this process."""

from __future__ import annotations

from tests.learning.conftest import backend, heard, service, taught  # noqa: F401
