"""Property tests without deadlines: the first text of a language loads its tables."""

from hypothesis import settings

settings.register_profile("no deadlines", deadline=None)
settings.load_profile("no deadlines")
