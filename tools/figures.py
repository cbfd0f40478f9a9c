"""Draw the pictures of the posts that directives cannot draw: `make figures`.

These are the map on the card of the post on rare earths, drawn from its data, and the pictures in its gallery.
"""

from __future__ import annotations

from pathlib import Path

import resvg_py

from kawaraban.directives.charts import map_spec
from kawaraban.directives.charts.render import render_svg
from kawaraban.directives.charts.tables import read_table
from kawaraban.images.typesetting import FAMILY, FONT

POSTS = Path(__file__).parent.parent / "posts"
WIDTH, HEIGHT = 1600, 1200

DEPTH = """
<defs><linearGradient id="sea" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#7fb0b4"/>
<stop offset=".25" stop-color="#2f6470"/><stop offset="1" stop-color="#0d1a24"/></linearGradient></defs>
<rect width="1600" height="1200" fill="#f4ead6"/><circle cx="1340" cy="95" r="52" fill="#a1352a"/>
<rect y="190" width="1600" height="1010" fill="url(#sea)"/>
<path d="M0 1085q190-60 420-24t470 8 390-18 320 22v127H0z" fill="#6d4a2e"/><path d="M0 1125q260-30 560 0t1040-8v83H0z" fill="#4d321f"/>
<path d="M560 178h430l-58 72H622z" fill="#262320"/><path d="M690 108h130v70H690z" fill="#fcfbf8" stroke="#262320" stroke-width="6"/>
<path d="M860 40h18v138h-18zM842 60l54 0-27-44z" fill="#a1352a"/>
<path d="M772 250v830" stroke="#efe9dc" stroke-width="9" stroke-dasharray="34 14"/><circle cx="772" cy="1090" r="24" fill="#a1352a"/>
<g stroke="#f4ead6" stroke-width="4" opacity=".75"><path d="M150 190h70M150 352h46M150 513h46M150 674h46M150 835h46M150 997h70"/></g>
<g fill="#f4ead6" font-size="44"><text x="238" y="240">0 m</text><text x="238" y="368">1,000</text><text x="238" y="529">2,000</text>
<text x="238" y="690">3,000</text><text x="238" y="851">4,000</text><text x="238" y="1013">5,000 m</text></g>
<g fill="#dfe9e6" opacity=".5"><circle cx="1180" cy="420" r="7"/><circle cx="1240" cy="620" r="5"/><circle cx="1090" cy="760" r="6"/>
<circle cx="1330" cy="880" r="5"/><circle cx="480" cy="700" r="6"/><circle cx="540" cy="940" r="4"/></g>
"""
MOTOR = """
<rect width="1600" height="1200" fill="#efe9dc"/>
<circle cx="800" cy="600" r="500" fill="#55606a"/><circle cx="800" cy="600" r="440" fill="#c9cdd0"/>
<g fill="#b5622e">{coils}</g><circle cx="800" cy="600" r="262" fill="#efe9dc"/><circle cx="800" cy="600" r="244" fill="#8a9299"/>
<g>{magnets}</g><circle cx="800" cy="600" r="120" fill="#c9cdd0"/><circle cx="800" cy="600" r="56" fill="#262320"/>
"""
STRAIT = """
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#f6d9c2"/><stop offset="1" stop-color="#fcf4e6"/></linearGradient></defs>
<rect width="1600" height="1200" fill="url(#sky)"/><circle cx="800" cy="380" r="90" fill="#a1352a" opacity=".85"/>
<path d="M0 470l150-90 130 70 110-60 90 120h1120l80-110 120 70 90-80v800H0z" fill="#8f8373"/>
<path d="M250 560h1100l-70 250q-420 90-930 20z" fill="#2f6470"/><path d="M330 640h960l-60 190q-380 70-850 10z" fill="#1d4550"/>
<path d="M690 590q30-140 70-30l60 320h-190zM800 600q40-90 78 0l70 270h-190z" fill="#5d5346"/>
<path d="M0 560h250l90 270q460 70 950-20l60-250h250v640H0z" fill="#6f6253"/><path d="M0 900q800 130 1600-20v320H0z" fill="#5a4d40"/>
<path d="M-20 690C320 700 380 965 800 965s500-265 820-275" fill="none" stroke="#262320" stroke-width="62"/>
<path d="M-20 690C320 700 380 965 800 965s500-265 820-275" fill="none" stroke="#f2c14e" stroke-width="9" stroke-dasharray="46 26"/>
"""


def spokes(count: int, radius: int, shape: str) -> str:
    """Return *count* copies of a shape around the centre of the motor."""
    turns = (360 * number / count for number in range(count))
    return "".join(
        f'<g transform="rotate({turn:g} 800 600) translate(800 {600 - radius})">{shape.format(odd=number % 2)}</g>'
        for number, turn in enumerate(turns)
    )


def plate(body: str, target: Path) -> None:
    """Write a drawing as PNG."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{FAMILY}" font-weight="700">'
        f"{body}</svg>"
    )
    target.write_bytes(bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, font_files=[str(FONT)])))


def rare_earths() -> None:
    """Draw the pictures of the post on rare earths."""
    folder = POSTS / "2025/10/rare-earths"
    table = read_table((folder / "rare-earths.csv").read_text("utf-8"))
    numbers = zip(table.texts("iso3"), table.numbers("reserves_t_reo"), strict=True)
    values = tuple((code, number) for code, number in numbers if number)
    shaded = map_spec.MapData(values, (), (), None, "トン", japanese=True)
    svg = render_svg(map_spec.spec_of(shaded, 960))
    (folder / "map-reserves.png").write_bytes(
        bytes(resvg_py.svg_to_bytes(svg_string=svg, width=1280, background="#fcfbf8"))
    )
    coils = spokes(12, 350, '<rect x="-52" y="-80" width="104" height="150" rx="16"/>')
    blocks = '<rect x="-62" y="-26" width="124" height="52" rx="6" fill="#a1352a"/>'
    blocks = spokes(8, 205, blocks)
    plate(DEPTH, folder / "depth.png")
    plate(MOTOR.format(coils=coils, magnets=blocks), folder / "motor.png")
    plate(STRAIT, folder / "strait.png")


if __name__ == "__main__":
    rare_earths()
