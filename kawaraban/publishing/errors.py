"""Why a publication does not take place, or stopped on its way, told to the author."""

from __future__ import annotations


class Refused(Exception):
    """Nothing was changed in the target; its text says why, and what to do."""


class Interrupted(Exception):
    """Not everything arrived. The target is usable, and the next publication completes it; its text says why.

    `printed` is what a program printed, for other code; it may hold secrets.
    """

    def __init__(self, text: str, printed: str = "") -> None:
        super().__init__(text)
        self.printed = printed
