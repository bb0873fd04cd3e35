"""The public face: what `onrecord` shows is what it promises, and showing it loads nothing heavy."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import onrecord
from benchmarks.import_time import measure

PACKAGE = Path(onrecord.__file__).parent
MODULES = sorted(
    ".".join(("onrecord", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if "migrations" not in path.parts and path.name != "__main__.py"
)


def test_the_public_names_are_sorted_and_all_that_is_visible() -> None:
    assert onrecord.__all__ == sorted(onrecord.__all__)
    assert dir(onrecord) == onrecord.__all__
    assert sorted(onrecord._HOME) == onrecord.__all__


@pytest.mark.parametrize("name", onrecord.__all__)
def test_a_public_name_is_the_one_its_module_exports(name: str) -> None:
    home = importlib.import_module(onrecord._HOME[name])
    assert getattr(onrecord, name) is getattr(home, name)
    assert name in home.__all__


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = onrecord.nothing


@pytest.mark.parametrize("name", MODULES)
def test_each_module_says_what_it_is_and_exports_what_it_has_sorted(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__, "a module says what it takes, gives and does not do"
    exported = getattr(module, "__all__", [])
    assert list(exported) == sorted(exported)
    assert not [x for x in exported if not hasattr(module, x)]


def test_importing_is_quick_and_loads_no_model_store_or_web_framework() -> None:
    result = measure(runs=3)
    assert result["heavy"] == []
    assert isinstance(result["milliseconds"], float)
    assert result["milliseconds"] < 150


def test_no_module_prints_at_import() -> None:
    code = f"import importlib\nfor name in {MODULES!r}: importlib.import_module(name)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
