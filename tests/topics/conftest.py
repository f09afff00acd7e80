"""The topics most tests judge with."""

import pytest

from topics import Topic, load_topic


@pytest.fixture(scope="session")
def china() -> Topic:
    return load_topic("china")
