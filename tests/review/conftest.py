"""Each test has a database of its own, in which ids begin anew: what the last one's guideline versions said must not be remembered."""

import pytest

from guidelines import selectors


@pytest.fixture(autouse=True)
def _no_guideline_of_another_test():
    selectors._by_id.cache_clear()
