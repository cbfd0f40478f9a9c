"""Text drawn as a picture, in the font that ships with the package, in lines that end where a phrase does."""

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
"""What Japanese printers set where they have no type for a character."""
_MORE, _LESS = "ĀāĂăĐđĒēĚěĨĩĪīŃńŇňŌōŎŏŒœŨũŪūŬŭ‐‑‒–—―‖‘’‚“”„†‡•‥…‧‰′″‵‹›※‼⁂⁇⁈⁉⁑", "≒"
"""What the font has besides, and what it lacks of the code page."""
ENOUGH = 400
"""Characters: more than three lines have room for. The longer a text, the longer each of its pieces is measured."""
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
    """Return *text* with what the font has: emoji and marks that only modify are left out, the rest becomes 〓."""
    found = unicodedata.normalize("NFC", re.sub(r"\s+", " ", text))
    keeps = (each for each in found if is_in_font(each) or unicodedata.category(each)[0] == "L")
    return " ".join("".join(each if is_in_font(each) else GETA for each in keeps).split())


@lru_cache(16)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font in a size in pixels; laid out plainly, so that every machine sets alike."""
    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


def _pieces(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Yield what stays in one line: phrases and words; what is longer than a line, character by character."""
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
    """Return *text* in lines that are at most *width* wide, about as long as each other."""
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
    """Return the largest of *sizes* in which *text* has at most *most* lines, and these; the last may end with ….

    Of text that is too long in every size, the smallest is taken.
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
