"""For every test: a property is not false because the machine was slow."""

from hypothesis import settings

settings.register_profile("teahouse", deadline=None)
settings.load_profile("teahouse")
