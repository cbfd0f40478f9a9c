"""A message of another package, and what the author is told instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Message:
    """A message of another package.

    `source` is the text in that package, with `{name}` for each part that varies; tests/test_messages.py compares it
    with the code of the installed version. `text` is for the author, in English, with `%(name)s` for those parts.
    `setting` is the setting of conf.py that the message is about, `{name}` if the message names it. `suggests` is the
    kind of names of which the most similar one is suggested: `directive`, `role` or `option`.
    """

    source: str
    text: str
    setting: str = ""
    suggests: str = ""

    def match(self, message: str) -> dict[str, str] | None:
        """Return the varying parts of a message on one line, without the quotes of `repr`; None if it is another."""
        found = _pattern(self.source).fullmatch(message)
        return {name: _plain(name, value) for name, value in found.groupdict().items()} if found else None


@lru_cache(None)
def _pattern(source: str) -> re.Pattern[str]:
    """Return the pattern of a source; each varying part is as short as possible."""
    text = re.escape(" ".join(source.split()))
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.*?)", text), re.DOTALL)


def _plain(name: str, value: str) -> str:
    """Return a value without the quotes that `repr` puts around texts and paths; `all` is a list of texts."""
    if name == "all":
        return re.sub(r"""['"`\[\]{}]""", "", value).replace(", or ", ", ").replace(" and ", ", ")
    value = re.sub(r"_StrPath\((.*?)\)", r"\1", value.strip())
    quoted = re.fullmatch(r"""(['"])(.*)\1""", value, re.DOTALL)
    return quoted[2] if quoted and quoted[1] not in quoted[2] else value
