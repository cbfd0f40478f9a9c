#!/usr/bin/env python3
"""card_font.py [SOURCE]: make the font of the share cards, a subset of Noto Serif CJK JP Bold (Debian's fonts-noto-cjk).

It keeps the characters that `kawaraban.images.typesetting` expects, without layout features and hints; of the names only
those that identify the font and its licence.
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTCollection

from kawaraban.images.typesetting import FAMILY, FONT, is_in_font

SOURCE = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"


def main() -> None:
    """Write the subset."""
    fonts = TTCollection(sys.argv[1] if len(sys.argv) > 1 else SOURCE).fonts
    font = next(each for each in fonts if each["name"].getDebugName(1) == "Noto Serif CJK JP")
    wanted = {code for code in range(0x20, 0x10000) if is_in_font(chr(code))}
    options = subset.Options(layout_features=[], hinting=False, name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True)
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    FONT.parent.mkdir(exist_ok=True)
    for record in font["name"].names:  # renamed, so that it is not mistaken for an installed font
        if record.nameID in (1, 4, 6):
            font["name"].setName(FAMILY, record.nameID, record.platformID, record.platEncID, record.langID)
    font.save(FONT)
    print(f"{FONT}: {len(font.getBestCmap())} characters, {FONT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
