"""What is shipped: the wheel holds every file of the package, needs no tool of development, and says the version of the changelog."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

DEVELOPMENT = ("torch", "ray", "pytest", "hypothesis", "playwright", "mypy", "ruff")


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built without a network."""
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)], cwd=root, check=True, capture_output=True)
    (path,) = out.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_holds_every_file_of_the_package(wheel: zipfile.ZipFile, root: Path) -> None:
    files = [path for path in (root / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    wanted = {path.relative_to(root / "src").as_posix() for path in files}
    assert wanted - set(wheel.namelist()) == set()
    assert "onrecord/py.typed" in wheel.namelist()


def test_the_wheel_holds_nothing_but_the_package_and_its_licence(wheel: zipfile.ZipFile) -> None:
    assert {name.split("/")[0].split("-")[0] for name in wheel.namelist()} == {"onrecord"}
    assert {"LICENSE", "NOTICE"} <= {name.rpartition("/licenses/")[2] for name in wheel.namelist() if "/licenses/" in name}


def test_the_notice_names_every_table_that_ships(root: Path) -> None:
    notice = (root / "NOTICE").read_text(encoding="utf-8")
    assert [path.name for path in (root / "src/onrecord/knowledge/tables").iterdir() if path.name not in notice] == []


def needs(wheel: zipfile.ZipFile) -> dict[str, str]:
    """What it needs without extras: the name as package indexes write it, and the bounds."""
    (name,) = (n for n in wheel.namelist() if n.endswith(".dist-info/METADATA"))
    lines = [n for n in Parser().parsestr(wheel.read(name).decode()).get_all("Requires-Dist", []) if "extra ==" not in n]
    split = [re.match(r"([\w.-]+)(.*)", line) for line in lines]
    return {m[1].lower().replace("_", "-"): m[2] for m in split if m}


def test_what_it_needs_has_bounds_and_is_no_tool_of_development(wheel: zipfile.ZipFile) -> None:
    assert needs(wheel)
    assert [name for name, bounds in needs(wheel).items() if not re.search(r">=\d", bounds)] == []
    assert set(needs(wheel)) & set(DEVELOPMENT) == set()


def test_what_is_imported_is_what_is_needed(wheel: zipfile.ZipFile, root: Path) -> None:
    imported = {
        name.split(".")[0]
        for path in (root / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    } - {*sys.stdlib_module_names, "onrecord"}
    homes = packages_distributions()
    # lxml-html-clean is imported by a library, which asks for it in a way that not every pip understands.
    assert {"lxml-html-clean"} | {re.sub(r"[-_.]+", "-", homes[name][0]).lower() for name in imported} == set(needs(wheel))


def test_the_newest_entry_of_the_changelog_is_this_version(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    newest = re.search(r"^## (\S+)", (root / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert newest is not None
    assert newest[1] == project["version"]


def test_tools_are_pinned_exactly(root: Path) -> None:
    tools = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["dev"]
    assert [t for t in tools if "==" not in t] == []
