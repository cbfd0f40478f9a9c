"""Escape plain text for Markdown."""

from __future__ import annotations

import re


def escape_markdown(text: str) -> str:
    """Return one line of text with the characters escaped that are special in CommonMark (2.4) or MyST."""
    return re.sub(r"([\\`*_{}\[\]<>$~|&#@=^])", r"\\\1", text)
