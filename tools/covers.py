"""Draw the covers of the works: flat colours like a woodblock print, the vertical title as outlines on a slip."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

from kawaraban.images.typesetting import FONT

WORKS = Path(__file__).parent.parent / "_static" / "works"
WIDTH, HEIGHT = 300, 420
INK, PAPER, RED, SEA, DEEP = "#262320", "#f4ead6", "#a1352a", "#2f6470", "#12222c"

STRAIT = f"""
<path fill="#f0d9bd" d="M0 0h300v150H0z"/><circle cx="92" cy="96" r="40" fill="{RED}"/>
<path fill="#8f8373" d="M0 128l46-40 38 30 30-14 34 46h152v-22l-38-20-30 16-32-34-60 60H0z"/>
<path fill="{SEA}" d="M0 148h300v150H0z"/><path fill="#1d4550" d="M0 190q75-18 150 0t150 0v92H0z"/>
<path fill="#6f6253" d="M0 262q150 46 300 0v158H0z"/><path fill="#54493d" d="M0 322q150 44 300 0v98H0z"/>
<path d="M-10 286q160 76 320 0" fill="none" stroke="{INK}" stroke-width="30"/>
<path d="M-10 286q160 76 320 0" fill="none" stroke="#f2c14e" stroke-width="3" stroke-dasharray="16 10"/>
<path d="M0 372q150 40 300 0M0 396q150 36 300 0" fill="none" stroke="#3c342b" stroke-width="3"/>
"""
SHEET = f"""
<path fill="{RED}" d="M0 0h300v420H0z"/><path fill="#8a2b22" d="M0 330h300v90H0z"/>
<g transform="rotate(-7 150 230)"><path fill="#d8ccb4" d="M62 136h170v226H62z"/></g>
<g transform="rotate(4 150 230)"><path fill="#e8dcc4" d="M58 128h176v228H58z"/></g>
<path fill="{PAPER}" d="M60 122h172v230H60z"/><path fill="{INK}" d="M74 138h70v70H74z"/>
<path fill="{PAPER}" d="M84 196l18-34 12 18 10-12 14 28z"/><circle cx="124" cy="156" r="8" fill="{RED}"/>
<g stroke="{INK}" stroke-width="6">{"".join(f'<path d="M{x} 138v{200 if x > 150 else 118}" transform="translate(0 {0 if x > 150 else 84})"/>' for x in (82, 98, 114, 130, 162, 178, 194, 210))}</g>
"""
VOICE = f"""
<path fill="{INK}" d="M0 0h300v420H0z"/><path fill="#34302b" d="M0 318h300v102H0z"/>
<g fill="#3d3832">{"".join(f'<path d="M{24 + 46 * column} {52 + 40 * row}h32v26h-32z"/>' for column in range(6) for row in range(6))}</g>
<path fill="#4a3a26" d="M70 318l44-188h36l44 188z" opacity=".55"/>
<circle cx="132" cy="150" r="74" fill="#11100f"/><circle cx="132" cy="150" r="66" fill="#4b1813"/><circle cx="132" cy="150" r="42" fill="{RED}"/>
<circle cx="132" cy="150" r="15" fill="#f2c14e"/><circle cx="114" cy="130" r="7" fill="{PAPER}" opacity=".8"/>
<path fill="#5d5346" d="M36 332h228v14H36z"/><path fill="#5d5346" d="M56 346h12v74H56zM232 346h12v74h-12z"/>
<path fill="{PAPER}" d="M150 322h54v10h-54z"/><circle cx="100" cy="300" r="20" fill="#11100f"/><path fill="#11100f" d="M70 332q30-34 60 0z"/>
"""
SNOW = f"""
<path fill="#1c2f42" d="M0 0h300v420H0z"/><path fill="#2a445c" d="M0 210l70-60 60 44 54-74 70 78 46-30v252H0z"/>
<path fill="#e9eef0" d="M0 320q90-44 170-14t130-20v134H0z"/><path fill="#ccd7dc" d="M0 372q120-40 300-8v56H0z"/>
<path fill="{INK}" d="M92 244h6v92h-6zM142 244h6v92h-6z"/><path fill="#fcfbf8" d="M78 176h84v72H78z"/>
<path fill="{RED}" d="M70 176l50-26 50 26z"/><g stroke="#b9c4ca" stroke-width="5">{"".join(f'<path d="M84 {y}h72"/>' for y in (190, 202, 214, 226, 238))}</g>
<path stroke="{INK}" stroke-width="4" d="M196 330V206M176 218h40"/><path fill="{RED}" d="M214 208l20 10-20 10z"/><circle cx="176" cy="218" r="7" fill="{INK}"/>
<g fill="#fcfbf8">{"".join(f'<circle cx="{(n * 67 + 19) % 300}" cy="{(n * 101 + 31) % 330}" r="{2 + n % 3}"/>' for n in range(46))}</g>
"""
LODE = f"""
<path fill="#22384a" d="M0 0h300v210H0z"/><path fill="#e8c987" opacity=".85" d="M140 92L300 30v92z"/><path fill="#e8c987" opacity=".35" d="M118 92L0 56v70z"/>
<path fill="{SEA}" d="M0 196h300v40H0z"/><path fill="#3c342b" d="M0 236q30-44 84-46h96q70 4 120 46v184H0z"/>
<path fill="{PAPER}" d="M114 108h32l12 88h-56z"/><path fill="{RED}" d="M111 130h38l3 22h-44zM105 172h50l3 22h-56z"/>
<path fill="{INK}" d="M110 100h40v10h-40zM116 74h28v26h-28z"/><path fill="#f2c14e" d="M121 80h18v20h-18z"/><path fill="{RED}" d="M112 74l18-18 18 18z"/>
<path fill="#54493d" d="M0 274q150-34 300 0v26q-150-34-300 0z"/><path fill="#2b251f" d="M0 330q150-30 300 0v90H0z"/>
<path d="M40 420l60-70 54 22 40-60 66 40 40-26" fill="none" stroke="{RED}" stroke-width="12"/>
<path d="M40 420l60-70 54 22 40-60 66 40 40-26" fill="none" stroke="#f2c14e" stroke-width="3"/>
<g fill="#f2c14e"><path d="M100 334l13 16-13 16-13-16zM194 296l14 17-14 17-14-17z"/></g>
"""
COVERS = {
    "strait": ("海峡の下で", STRAIT),
    "sheet": ("瓦版の書き方", SHEET),
    "voice": ("静かな声の部屋", VOICE),
    "december": ("十二月の測候所", SNOW),
    "lode": ("鉱脈と灯台", LODE),
}
"""Title and artwork, by file name."""


@cache
def _font() -> Any:
    font = TTFont(FONT)
    return font, font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm


def upright(text: str, x: float, y: float, size: float) -> str:
    """Return a vertical text as outlines; *x*, *y* is the corner of its first character."""
    _whole, glyphs, names, em = _font()
    parts = []
    for number, character in enumerate(text):
        pen = SVGPathPen(glyphs, ntos=lambda value: str(round(value)))
        glyphs[names[ord(character)]].draw(pen)
        scale, base = size / em, y + size * (number * 1.12 + 0.88)
        parts.append(
            f'<path transform="translate({x:g} {base:.1f}) scale({scale:.4f} {-scale:.4f})" d="{pen.getCommands()}"/>'
        )
    return "".join(parts)


def cover(title: str, below: str) -> str:
    """Return a cover."""
    size = 27
    high = len(title) * size * 1.12 + 22
    slip = f'<path fill="{PAPER}" d="M236 22h46v{high:.0f}h-46z"/><path fill="none" stroke="{INK}" d="M240 26h38v{high - 8:.0f}h-38z"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'{below.strip()}{slip}<g fill="{INK}">{upright(title, 259 - size / 2, 34, size)}</g></svg>\n'
    ).replace("\n<", "<")


if __name__ == "__main__":
    WORKS.mkdir(parents=True, exist_ok=True)
    for name, (title, below) in COVERS.items():
        (WORKS / f"{name}.svg").write_text(cover(title, below), "utf-8")
