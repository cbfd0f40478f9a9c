"""Takes the handbook's pictures: a sample blog in a browser, and the preview with a mistake."""

from __future__ import annotations

from pathlib import Path


def take(folder: Path) -> bool:
    """Take all pictures into *folder*; return whether that was possible."""
    return False
