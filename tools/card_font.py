#!/usr/bin/env python3
"""card_font.py [SOURCE]: cut the font of the share cards out of Noto Serif CJK JP Bold (Debian's fonts-noto-cjk).

What stays: the characters of Windows' Japanese code page (JIS X 0208 with NEC's and IBM's additions), Latin with its
accents, Greek, Cyrillic, and the punctuation of Unicode; no layout features, no hints, no names but the licence's.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

SOURCE = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"
TARGET = Path(__file__).parent.parent / "kawaraban" / "theme" / "kawaraban" / "fonts" / "NotoSerifJP-Bold-subset.otf"


def in_code_page(code: int) -> bool:
    """Return whether Windows' Japanese code page has a character."""
    try:
        chr(code).encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    """Write the subset."""
    fonts = TTCollection(sys.argv[1] if len(sys.argv) > 1 else SOURCE).fonts
    font = next(each for each in fonts if each["name"].getDebugName(1) == "Noto Serif CJK JP")
    wanted = {code for code in range(0x20, 0x10000) if in_code_page(code)}
    wanted |= {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2070)}
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True)
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    TARGET.parent.mkdir(exist_ok=True)
    font.save(TARGET)
    print(f"{TARGET}: {len(font.getBestCmap())} characters, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
