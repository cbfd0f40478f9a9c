"""Plain text as Markdown that reads as this text."""

from __future__ import annotations

import re


def as_markdown(text: str) -> str:
    """Return one line of text as Markdown, its marks escaped (CommonMark 2.4, and those of MyST)."""
    return re.sub(r"([\\`*_{}\[\]<>$~|&#@=^])", r"\\\1", text)
