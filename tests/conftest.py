"""Fixtures of every test. The real models are loaded once a session and only by tests marked `model`."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from onrecord.models.spacy_parser import SpacyParser

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# The suite is the same on every run; `make property` searches further, from another start each time.
settings.register_profile("pinned", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("wide", settings.get_profile("pinned"), derandomize=False, max_examples=1000, print_blob=True)
settings.load_profile("pinned")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The texts and scorers beside the checkout; skips where they are not."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared (gold readings and scorers), which stands beside the checkout in CI")
    return SHARED


@pytest.fixture(scope="session")
def parser() -> SpacyParser:
    """spaCy's parser, loaded once. For tests marked `model`."""
    return SpacyParser()
