"""Random, half-typed Markdown: proofreading never fails, and corrections change only marks."""

from __future__ import annotations

import re
from random import Random

from kawaraban.sources.proofreading import proofread
from kawaraban.sources.proofreading.finding import corrected

PIECES = [
    "・一", "・二", "\n・三", "１．一", "2．二", "\n２．三", "| a | b |", "\n| 1 | 2 |", "|---|---|", "> ", "- ", "  ", "\t", "    ", "```", "```js", "~~~",
    "::::", ":::", ":::{note}", "```{note}", "```{image} a.png", ":alt: x", "$$", "$x^2$", r"\(x^2\)", "<div>", "</div>", "<b>", "<script>", "<!--",
    "-->", "<img src=x>", "<a href='#x'>", "文", "[資料](a b.pdf)", "[資料](https://e.org/a b)", "[x](#y)", "\n", "\n", "\n", "\n\n", "\n\n", "# 題",
    "## 節", "![](a.png)", "東京《とうきょう》", "《《", "》》", "[^1]", "[^1]: ", "> [!NOTE]", "@[youtube](x)", "{.lead}", "%", "(a)=", "---", "term\n: ",
    "\u3000", "* ", "1. ", "`", "**", "\\", "|", "｜", "\ufeff", "ﾚｱ", "\x0b", "\u2028",
]  # fmt: skip
_MARKS = re.compile(r"[・\-.．0-9０-９|<>%\s]")


def run(seed: int, rounds: int) -> None:
    """Try *rounds* texts. Raises AssertionError with the call that reproduces it."""
    for number in range(seed, seed + rounds):
        text = text_of(Random(number))
        try:
            look(text)
        except Exception as error:
            raise AssertionError(f"tests.fuzz.proofs.look({text!r})") from error


def text_of(chance: Random) -> str:
    """Return a random text, with or without front matter."""
    body = "".join(chance.choice(PIECES) for _piece in range(chance.randrange(1, 40)))
    return f"---\ntitle: x\n---\n{body}" if chance.random() < 0.3 else body


def look(text: str) -> None:
    """Proofread a text, and correct it until nothing changes; findings have valid lines."""
    last = text.count("\n") + 1
    assert all(1 <= finding.line <= last for finding in proofread(text))
    better = text
    for _round in range(20):
        before, better = better, corrected(better, proofread(better))
    assert before == better
    assert _MARKS.sub("", better) == _MARKS.sub("", text)
