"""Text rendered as an image in the bundled font, with lines that break between phrases."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import ImageFont

from kawaraban.text.graphemes import clusters
from kawaraban.text.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FONT = Path(__file__).parents[1] / "theme" / "kawaraban" / "fonts" / "NotoSerifJP-Bold-subset.otf"
FAMILY = "Kawaraban"
GETA = "〓"
"""The mark that Japanese printers set for a missing character."""
_MORE, _LESS = "ĀāĂăĐđĒēĚěĨĩĪīŃńŇňŌōŎŏŒœŨũŪūŬŭ‐‑‒–—―‖‘’‚“”„†‡•‥…‧‰′″‵‹›※‼⁂⁇⁈⁉⁑", "≒"
"""Characters in the font beyond the code page, and one of the code page that it lacks."""
ENOUGH = 400
"""Characters; more than fits in three lines. Measuring takes longer than linear time in the length of the text."""
_NEVER_FIRST = "、。，．・：；？！）」』］｝】〉》〕ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々‥…〜～,.!?)]}"


def is_in_font(character: str) -> bool:
    """Return whether the font has a character: Windows' Japanese code page, Western Latin, common punctuation."""
    if character < "\u0100":
        return character.isprintable()
    if character in _MORE:
        return True
    try:
        return len(character.encode("cp932")) == 2 and character not in _LESS and not "\ue000" <= character <= "\uf8ff"
    except UnicodeEncodeError:
        return False


def settable(text: str) -> str:
    """Return *text* in characters of the font: other letters become 〓, emoji and combining marks are removed."""
    found = unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))
    keeps = (each for each in found if is_in_font(each) or unicodedata.category(each)[0] == "L")
    return " ".join("".join(each if is_in_font(each) else GETA for each in keeps).split())


@lru_cache(16)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font in a size in pixels, with basic layout, which is the same on every machine."""
    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


def _pieces(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Yield unbreakable pieces: phrases and words; those wider than a line are split into characters."""
    for phrase in phrases(text):
        for word in re.findall(r"\s*\S+\s*", phrase):
            if measure(word) <= width:
                yield word
                continue
            held = ""
            for character in clusters(word):
                if held and character not in _NEVER_FIRST:
                    yield held
                    held = ""
                held += character
            yield held


def lines_of(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return *text* in lines of at most *width*, about equally long."""
    lines = _filled(text, width, measure)
    narrower = width
    while len(lines) > 1 and narrower > width / 2:
        narrower -= width / 40
        tried = _filled(text, narrower, measure)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def _filled(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    for piece in _pieces(text, width, measure):
        if lines and measure((lines[-1] + piece).strip()) <= width:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.strip() for line in lines]


def fitted(text: str, width: float, sizes: tuple[int, ...], most: int) -> tuple[int, list[str]]:
    """Return the largest of *sizes* in which *text* fits into *most* lines, and these lines.

    If it is too long in every size, it is cut off in the smallest one and ends with `…`.
    """
    text = text[:ENOUGH]
    for size in sizes:
        lines = lines_of(text, width, font(size).getlength)
        if len(lines) <= most:
            return size, lines
    lines = _filled(text, width, font(size).getlength)[:most]
    while font(size).getlength(lines[-1] + "…") > width:
        lines[-1] = lines[-1][:-1]
    lines[-1] += "…"
    return size, lines
