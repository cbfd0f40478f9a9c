"""Keeps from build to build what is compiled at import: regular expressions, and the methods of data classes.

The packages that a build imports compile some 570 expressions and the source text of 520 functions, which takes a
fifteenth of the time of a build after an edit. `re` cannot store what it has compiled; but the code that it hands to
its engine is a list of numbers, and the engine verifies what it is given. `dataclasses` and `collections` compile text
that they have written, the same each time.
"""

from __future__ import annotations

import collections
import dataclasses
import marshal
import os
import re
import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import cache_from_source
from types import CodeType
from typing import Any

from kawaraban.incremental.checksummed import read_checksummed, write_checksummed

_sre: Any
_compiler: Any
_parser: Any
_sre, _compiler, _parser = map(import_module, ("_sre", "re._compiler", "re._parser"))  # no type checker knows them

NAME = f"compiled.{sys.implementation.cache_tag}"
MANY = 3000
"""If more is kept, what the last build did not use is dropped."""
VERSION = f"{sys.version} {_sre.MAGIC}"

Key = tuple[str | bytes, int | str]
"""An expression and its flags, or the text of functions and how it is compiled: "exec" or "eval"."""
Pattern = tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]
"""What the engine compiles an expression from: flags, code, number of groups, and their names, in both directions."""


def folder_for(cache: str) -> str:
    """Return the folder in which it is kept: where Python keeps compiled modules; if that is not to be written to,
    that of a blog's *cache*.
    """
    beside = os.path.dirname(cache_from_source(__file__))
    return cache if sys.dont_write_bytecode or not os.access(beside, os.W_OK) else beside


class Compiled:
    """What is kept in *folder*; between `begin` and `save` it is used."""

    def __init__(self, folder: str) -> None:
        self._path, self._stock = os.path.join(folder, NAME), _compiler.compile
        self._used: set[Key] = set()
        self._new: dict[Key, re.Pattern[Any] | CodeType] = {}
        version, kept = marshal.loads(read_checksummed(self._path) or marshal.dumps(("", b"")))  # noqa: S302 - our own cache
        self._kept: dict[Key, Any] = marshal.loads(kept) if version == VERSION else {}  # noqa: S302

    def begin(self) -> None:
        """Compile with what is kept."""
        _compiler.compile = self._pattern
        vars(dataclasses)["exec"], vars(collections)["eval"] = self._exec, self._eval

    def save(self) -> None:
        """Compile as Python does again, and keep what was new, if the folder can be written to."""
        _compiler.compile = self._stock
        del vars(dataclasses)["exec"], vars(collections)["eval"]
        if not self._new:
            return
        if len(self._kept) + len(self._new) > MANY:
            self._kept = {key: self._kept[key] for key in self._used}
        for key, made in self._new.items():
            self._kept[key] = made if isinstance(made, CodeType) else _described(*key, made)
        with suppress(OSError):
            write_checksummed(self._path, marshal.dumps((VERSION, marshal.dumps(self._kept))))

    def _pattern(self, pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        key = (pattern, int(flags))
        if key in self._kept:
            self._used.add(key)
            known: re.Pattern[Any] = _sre.compile(pattern, *self._kept[key])
            return known
        compiled: re.Pattern[Any] = self._stock(pattern, flags)
        if type(pattern) in (str, bytes) and not key[1] & int(re.DEBUG):
            self._new[key] = compiled
        return compiled

    def _code(self, text: str, mode: str) -> CodeType:
        key = (text, mode)
        if key in self._kept:
            self._used.add(key)
            known: CodeType = self._kept[key]
            return known
        self._new[key] = code = compile(text, "<string>", mode, dont_inherit=True)
        return code

    def _exec(self, text: str, *names: dict[str, Any]) -> None:
        exec(self._code(text, "exec"), *names)  # noqa: S102 - as `dataclasses` does

    def _eval(self, text: str, *names: dict[str, Any]) -> Any:
        return eval(self._code(text, "eval"), *names)  # noqa: S307 - as `collections` does


def _described(pattern: str | bytes, flags: int | str, compiled: re.Pattern[Any]) -> Pattern:
    """Return what `re` hands to its engine; see `re._compiler.compile`."""
    names = dict(compiled.groupindex)
    by_number = dict(zip(names.values(), names, strict=True))
    code = [int(number) for number in _compiler._code(_parser.parse(pattern, flags), flags)]
    return compiled.flags, code, compiled.groups, names, tuple(map(by_number.get, range(compiled.groups + 1)))
