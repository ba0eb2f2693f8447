"""Writes the pages of docs/ that are made from code: `python -m docs.generate`. A test fails when they are stale."""

from pathlib import Path

from pydantic_core import PydanticUndefined

from ingest.settings import Settings

SETTINGS_PAGE = Path(__file__).with_name("settings.md")


def settings_page() -> str:
    """`docs/settings.md`: every setting with its default and meaning, in the order of the code."""
    lines = [
        "# Settings",
        "",
        "Made from `ingest/settings.py` by `make docs`. Each is an environment variable; the same names without",
        "`MANNTALL_`, in lower case, may stand in a TOML file: `manntall.toml` in the working folder, or the file that",
        "`MANNTALL_SETTINGS` names.",
        "A variable wins over the file. Nothing ever prints a secret.",
        "",
        "| Variable | Default | Meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `MANNTALL_{name.upper()}` | {_default(field.default)} | {field.description} |")
    return "\n".join(lines) + "\n"


def _default(value: object) -> str:
    is_empty = value is None or value is PydanticUndefined or not str(value)
    return "" if is_empty else f"`{value}`"


if __name__ == "__main__":
    SETTINGS_PAGE.write_text(settings_page(), encoding="utf-8")
