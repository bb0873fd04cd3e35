"""The documentation is complete and current: each field, error, command and route is described, and nothing that is gone."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer

from onrecord import errors, records
from onrecord.cli import app
from onrecord.cli.columns import COLUMNS

RECORDS = ["Document", "Reading", "Reader", "Published", "Block", "Actor", "Mention", "Statement", "Relay", "Event", "EventDate", "Place"]
NOT_IN_JSON = {"extra", "raw", "media"}


def table(path: Path, heading: str | None = None) -> list[str]:
    """The words in backquotes of the first column, of the table under that heading."""
    text = path.read_text(encoding="utf-8")
    if heading:
        _, _, text = text.partition(f"\n## {heading}\n")
        text = re.split(r"\n## ", text)[0]
    return re.findall(r"^\| `([^`]+)`", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_of_a_record_is_documented_in_its_order(name: str, root: Path) -> None:
    fields = [f.encode_name for f in msgspec.structs.fields(getattr(records, name)) if f.encode_name not in NOT_IN_JSON]
    assert table(root / "docs/reading.md", name) == fields


def test_every_word_of_a_closed_list_is_documented(root: Path) -> None:
    text = (root / "docs/reading.md").read_text(encoding="utf-8")
    schema = records.json_schema()["$defs"]
    words = {
        w
        for d in schema.values()
        for p in d.get("properties", {}).values()
        for option in (p, *p.get("anyOf", ()))
        for w in option.get("enum", ())
        if w
    }
    assert len(words) > 40
    assert sorted(w for w in words if f"`{w}`" not in text) == []


def test_every_error_is_documented(root: Path) -> None:
    assert sorted(table(root / "docs/errors.md")) == sorted(errors.__all__)


def test_the_tree_of_errors_is_drawn_as_it_is() -> None:
    drawn = re.findall(r"^ +[│├└─ ]*(\w+Error)\b", errors.__doc__ or "", flags=re.MULTILINE)
    assert sorted(drawn) == sorted(errors.__all__)


def test_the_published_schema_is_that_of_the_records(root: Path) -> None:
    published = json.loads((root / "docs/reading.schema.json").read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(records.json_schema())), "run `make schema`"


def documents(root: Path) -> list[Path]:
    return sorted([*root.glob("*.md"), *(root / "docs").rglob("*.md")])


def test_every_link_between_documents_leads_somewhere(root: Path) -> None:
    broken = [
        f"{path.relative_to(root)}: {target}"
        for path in documents(root)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert broken == []


def test_the_index_of_the_documentation_names_every_page(root: Path) -> None:
    index = (root / "docs/README.md").read_text(encoding="utf-8")
    assert [
        p.name
        for p in (root / "docs").rglob("*.md")
        if p.name != "README.md" and f"({p.relative_to(root / 'docs').as_posix()})" not in index
    ] == []


def blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def commands() -> dict[str, Any]:
    """The program's commands by name; a command of a group by both ("knowledge add")."""
    found: dict[str, Any] = {}
    for name, command in vars(typer.main.get_command(app))["commands"].items():
        inner = getattr(command, "commands", None)
        found |= {name: command} if inner is None else {f"{name} {n}": c for n, c in inner.items()}
    return found


def test_every_command_and_option_is_documented(root: Path, commands: dict[str, Any]) -> None:
    text = (root / "docs/ledger.md").read_text(encoding="utf-8")
    assert [name for name in commands if f"`onrecord {name}" not in text] == []
    options = {o for c in commands.values() for p in c.params for o in p.opts if o.startswith("--")} - {"--help"}
    assert sorted(o for o in options if f"`{o}" not in text) == []


def test_the_codebook_tells_every_column_of_the_table_in_its_order(root: Path) -> None:
    assert table(root / "docs/events.md", "The table of events") == list(COLUMNS)


def test_commands_that_documents_show_exist_with_their_options(root: Path, commands: dict[str, Any]) -> None:
    lines = [
        line
        for path in documents(root)
        for language in ("sh", "console")
        for block in blocks(path, language)
        for line in re.findall(r"^(?:\$ )?(?:\.venv/bin/)?onrecord ([^#|>\n]*)", block, flags=re.MULTILINE)
    ]
    assert len(lines) > 5
    for line in lines:
        name, *arguments = shlex.split(line)
        if name not in commands:
            name, arguments = f"{name} {arguments[0]}", arguments[1:]
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert {a.partition("=")[0] for a in arguments if a.startswith("-") and a != "-"} <= options, line


@pytest.mark.model
def test_python_that_the_readme_shows_runs(root: Path) -> None:
    (block,) = blocks(root / "README.md", "python")
    done = subprocess.run([sys.executable, "-c", block], check=True, capture_output=True, text=True)
    assert records.from_json(done.stdout).published is not None


def test_make_targets_that_documents_name_exist(root: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = {t for path in documents(root) for t in re.findall(r"\bmake ([a-z]+)\b(?=`|\n| +#|$)", path.read_text(encoding="utf-8"))}
    assert named - targets == set()
    assert {"setup", "test", "check", "golden", "repin", "bench", "serve"} <= targets
