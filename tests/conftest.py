"""Settings of hypothesis for all tests."""

from hypothesis import settings

# A deadline would be a timed assertion: it fails on a busy machine and says nothing about the program.
settings.register_profile("importls", deadline=None)
settings.load_profile("importls")
