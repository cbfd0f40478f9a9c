"""Keeps compiled regular expressions from build to build.

The packages that a build imports compile some 570 of them at import, which takes a twentieth of the time of a build
after an edit. `re` cannot store what it has compiled; but the code that it hands to its engine is a list of numbers,
and the engine verifies what it is given.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

from kawaraban.incremental.checksummed import read_checksummed, write_checksummed

_sre: Any
_compiler: Any
_parser: Any
_sre, _compiler, _parser = map(import_module, ("_sre", "re._compiler", "re._parser"))  # no type checker knows them

NAME = "patterns"
MANY = 1500
"""If more expressions than this are kept, those that the last build did not use are dropped."""
VERSION = f"{sys.version} {_sre.MAGIC}"

Key = tuple[str | bytes, int]
Kept = tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]
"""What the engine compiles an expression from: flags, code, number of groups, and their names, in both directions."""


class Patterns:
    """The regular expressions kept in the folder *cache*; between `begin` and `save`, `re` compiles no others."""

    def __init__(self, cache: str) -> None:
        self._path, self._stock = os.path.join(cache, NAME), _compiler.compile
        self._used: set[Key] = set()
        self._new: dict[Key, re.Pattern[Any]] = {}
        version, kept = marshal.loads(read_checksummed(self._path) or marshal.dumps(("", {})))  # noqa: S302 - our own cache
        self._kept: dict[Key, Kept] = kept if version == VERSION else {}

    def begin(self) -> None:
        """Let `re` compile with what is kept."""
        _compiler.compile = self._compile

    def save(self) -> None:
        """Let `re` compile by itself again, and keep the expressions that were new, if the folder can be written to."""
        _compiler.compile = self._stock
        if self._new:
            if len(self._kept) + len(self._new) > MANY:
                self._kept = {key: self._kept[key] for key in self._used}
            self._kept |= {key: _described(*key, pattern) for key, pattern in self._new.items()}
            with suppress(OSError):
                write_checksummed(self._path, marshal.dumps((VERSION, self._kept)))

    def _compile(self, pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        key = (pattern, int(flags))
        if key in self._kept:
            self._used.add(key)
            known: re.Pattern[Any] = _sre.compile(pattern, *self._kept[key])
            return known
        compiled: re.Pattern[Any] = self._stock(pattern, flags)
        if isinstance(pattern, (str, bytes)) and not key[1] & int(re.DEBUG):
            self._new[key] = compiled
        return compiled


def _described(pattern: str | bytes, flags: int, compiled: re.Pattern[Any]) -> Kept:
    """Return what `re` hands to its engine; see `re._compiler.compile`."""
    names = dict(compiled.groupindex)
    by_number = dict(zip(names.values(), names, strict=True))
    code = [int(number) for number in _compiler._code(_parser.parse(pattern, flags), flags)]
    return compiled.flags, code, compiled.groups, names, tuple(map(by_number.get, range(compiled.groups + 1)))
