"""Checks of a built site before it is published; each returns what is wrong, in words for the author."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kawaraban.publishing.files import File

    Check = Callable[[Path, Mapping[str, File]], list[str]]

CHECKS: tuple[Check, ...] = ()
"""All checks; they are given the folder of the site and its files."""


def faults_of(folder: Path, files: Mapping[str, File]) -> list[str]:
    """Return everything for which a site must not be published."""
    return [fault for check in CHECKS for fault in check(folder, files)]
