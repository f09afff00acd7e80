"""What all tests share."""

from hypothesis import settings

# The same examples in every run, and no time limit on one: a busy machine, or a first import, is no failure.
settings.register_profile("vestnik", deadline=None, derandomize=True)
settings.load_profile("vestnik")
