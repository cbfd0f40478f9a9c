"""Builds the handbook into `_build/docs`: the pictures first, if a browser is there, then both languages."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(HERE)]
import handbook  # noqa: E402
import pictures  # noqa: E402

from kawaraban.cli.application import build  # noqa: E402

START = """<!DOCTYPE html>
<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kawaraban</title><meta http-equiv="refresh" content="0; url=ja/index.html"></head>
<body><ul>{links}</ul></body></html>
"""


def main(out: Path) -> None:
    """Build both languages into *out*. Raises Failed."""
    if not pictures.take(handbook.PICTURES):
        print("no Chromium or Playwright: the handbook is built without its pictures", file=sys.stderr)
    for language in handbook.LANGUAGES:
        build(HERE / language, out / language, ROOT / "_build" / "cache-docs" / language, alone=True)
    names = handbook.LANGUAGES.items()
    links = "".join(f'<li><a href="{code}/index.html" lang="{code}">{name}</a></li>' for code, name in names)
    (out / "index.html").write_text(START.format(links=links), "utf-8")
