"""Drawings are published without what runs, asks others or leads elsewhere, and look as they did."""

from __future__ import annotations

import io

import pytest
import resvg_py
from PIL import Image, ImageChops

from kawaraban.images import svg
from tests.conftest import Blog

NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml"'
DRAWING = f'<svg {NAMES} width="9" height="9">{{}}<rect width="9" height="9"/></svg>'
HOSTILE = {
    "a script": "<script>evil()</script>",
    "a script of another prefix": '<a-b:script xmlns:a-b="http://www.w3.org/2000/svg">evil()</a-b:script>',
    "with a dot": '<a.b:script xmlns:a.b="http://www.w3.org/2000/svg">evil()</a.b:script>',
    "with an accent": '<é:script xmlns:é="http://www.w3.org/2000/svg">evil()</é:script>',
    "a script of HTML": "<h:script>evil()</h:script>",
    "HTML": "<foreignObject><h:body><h:iframe srcdoc='evil'/></h:body></foreignObject>",
    "a handler": '<g onload="evil()"/>',
    "a handler of XML events": '<handler type="text/ecmascript">evil()</handler>',
    "javascript:": '<a href="java&#10;script:evil()"><rect/></a>',
    "javascript: with a control": '<a xlink:href="&#9;javascript&#58;evil()"><rect/></a>',
    "data:": '<a href="data:text/html,evil"><rect/></a>',
    "an animation of an address": '<a><animate attributeName="href" values="#;javascript:evil()"/><rect/></a>',
    "a set of an address": '<a><set attributeName="xlink:href" to="javascript:evil()"/><rect/></a>',
    "javascript: in an animation": '<animate attributeName="x" values="0;javascript:evil()"/>',
    "a set of a handler": '<set attributeName="onclick" to="evil()"/>',
    "a refresh": '<h:meta http-equiv="refresh" content="0;url=https://evil.example/"/>',
    "a link": '<h:link rel="stylesheet" href="https://evil.example/"/>',
    "a picture": '<image href="https://evil.example/x.png"/>',
    "a picture beside": '<image href="evil.png"/>',
    "a drawing in a picture": '<image href="data:image/svg+xml,evil"/>',
    "a use": '<use xlink:href="https://evil.example/x.svg#y"/>',
    "a picture of a filter": '<filter><feImage href="//evil.example/x.png"/></filter>',
    "an import": '<style>@import "https://evil.example/x.css";</style>',
    "a font": "<style>@font-face { font-family: x; src: url(https://evil.example/x.woff2) }</style>",
    "an escape": "<style>rect { fill: u\\72l(https://evil.example/) }</style>",
    "image-set()": "<style>rect { mask: image-set('https://evil.example/' 1x) }</style>",
    "a style": '<g style="fill: url(https://evil.example/x.svg#y)"/>',
    "a property": '<g filter="url(https://evil.example/x.svg#y)"/>',
    "a base": '<g xml:base="https://evil.example/"/>',
    "an instruction": '<?xml-stylesheet href="https://evil.example/x.css"?>',
    "an unknown element": "<evil/>",
    "an unknown attribute": '<g evil="1"/>',
}


@pytest.mark.parametrize("part", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_what_is_not_known_to_be_harmless_goes(part: str, code: str) -> None:
    cleaned = svg.clean(DRAWING.format(part).encode(code)).decode()
    assert "evil" not in cleaned
    assert '<rect width="9" height="9"/>' in cleaned


def test_what_stands_before_the_root_goes() -> None:
    head = '<?xml version="1.0" encoding="utf-8"?><?xml-stylesheet type="text/xsl" href="evil.xsl"?>'
    assert svg.clean((head + DRAWING).encode()).startswith(b"<svg ")


@pytest.mark.parametrize(
    "part",
    [
        "",
        "<!-- a comment --><title>題</title><desc>説明</desc>",
        '<defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient></defs><g fill="url(#a)"/>',
        '<style>.a { fill: url("#a") } @media (prefers-color-scheme: dark) { rect { fill: #fff } }</style>',
        "<style><![CDATA[ @font-face { font-family: x; src: url(data:font/woff2;base64,AA) } ]]></style>",
        '<use xlink:href="#a"/><image href="data:image/png;base64,AA" width="1" height="1"/>',
        '<a href="https://a.example/" target="_blank"><text x="1" y="2">字</text></a>',
        '<animate attributeName="opacity" values="0;1" dur="2s" repeatCount="indefinite"/>',
        '<g aria-label="JavaScript: 入門" role="img" data-x="1" style="fill: red; mix-blend-mode: multiply"/>',
        "<filter><feGaussianBlur stdDeviation='2'/><feMerge><feMergeNode/></feMerge></filter>",
    ],
)
@pytest.mark.parametrize("head", ["", '<?xml version="1.0" encoding="UTF-8"?>\n', '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'])  # fmt: skip
def test_a_drawing_that_is_harmless_stays_byte_for_byte(head: str, part: str) -> None:
    data = (head + DRAWING.format(part)).encode()
    assert svg.clean(data) is data


@pytest.mark.parametrize(
    "data",
    [
        '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "evil()">]>' + DRAWING,
        '<!DOCTYPE svg [<!ATTLIST svg onload CDATA #FIXED "evil()">]>' + DRAWING,
        '<!-- <svg --><!DOCTYPE svg [<!ATTLIST svg onload CDATA "evil()">]>' + DRAWING,
        '<!DOCTYPE svg [<!ENTITY x "&#60;script>evil()&#60;/script>">]>' + DRAWING.format("&x;"),
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "/etc/passwd">]>' + DRAWING.format("&x;"),
        '<!DOCTYPE svg [<!ENTITY % x "y"> %x;]>' + DRAWING,
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + DRAWING,
        '<?xml version="1.0" encoding="UTF-7"?>' + DRAWING,
        "no drawing",
        f"<svg {NAMES}>",
        '<svg width="9"/>',
        "<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:script>evil()</h:script></h:html>",
        DRAWING.format("<g>" * 300 + "</g>" * 300),
        DRAWING.format("<g/>" * 1_000_001),
        DRAWING.format(f"<!--{'x' * svg.MOST_BYTES}-->"),
    ],
    ids=str,
)
def test_what_cannot_be_read_or_is_too_large_is_refused(data: str) -> None:
    with pytest.raises(svg.Refused):
        svg.clean(data.encode())


INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<svg width="40mm" height="40mm" viewBox="0 0 40 40" version="1.1" id="svg1" inkscape:version="1.3"
  sodipodi:docname="a.svg" inkscape:export-filename="/home/elh/secret.png"
  xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" xmlns="http://www.w3.org/2000/svg"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:xlink="http://www.w3.org/1999/xlink">
  <sodipodi:namedview id="n" pagecolor="#ffffff"><inkscape:grid id="g"/></sodipodi:namedview>
  <defs id="d"><linearGradient id="a" inkscape:collect="always"><stop style="stop-color:#aa0000;stop-opacity:1" offset="0"/>
  <stop style="stop-color:#0000aa" offset="1"/></linearGradient><linearGradient xlink:href="#a" id="b" x1="0" x2="40"
  gradientUnits="userSpaceOnUse"/></defs>
  <g inkscape:label="層 1" inkscape:groupmode="layer" id="l"><path sodipodi:nodetypes="cccc" id="p"
  style="fill:url(#b);stroke:#000000;stroke-width:1.5" d="m 5,5 h 30 v 25 l -15,5 z"/></g></svg>"""
ILLUSTRATOR = """<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator, SVG Export Plug-In -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [
  <!ENTITY ns_extend "http://ns.adobe.com/Extensibility/1.0/">
  <!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">
  <!ENTITY ns_svg "http://www.w3.org/2000/svg">
]>
<svg version="1.1" id="L1" xmlns:x="&ns_extend;" xmlns:i="&ns_ai;" xmlns="&ns_svg;" x="0px" y="0px" width="40" height="40"
  viewBox="0 0 40 40" style="enable-background:new 0 0 40 40;" xml:space="preserve">
<style type="text/css"> .st0{fill:#E94E1B;stroke:#1D1D1B;stroke-miterlimit:10;} </style>
<switch><foreignObject requiredExtensions="&ns_ai;" x="0" y="0" width="1" height="1"><i:aipgfRef xlink:href="#p"
  xmlns:xlink="http://www.w3.org/1999/xlink"/></foreignObject>
<g i:extraneous="self"><circle class="st0" cx="20" cy="20" r="15"/></g></switch></svg>"""
MATPLOTLIB = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="40pt" height="40pt" viewBox="0 0 40 40"
  xmlns="http://www.w3.org/2000/svg" version="1.1">
 <metadata><rdf:RDF xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description><dc:date>2025-01-02T03:04:05</dc:date></rdf:Description></rdf:RDF></metadata>
 <defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>
 <g id="figure_1"><defs><path id="m1" d="M 0 0 L 0 3.5" style="stroke: #000000; stroke-width: 0.8"/></defs>
 <use xlink:href="#m1" x="10" y="30" style="stroke: #000000"/>
 <path d="M 5 30 L 15 10 L 30 20" clip-path="url(#c)" style="fill: none; stroke: #1f77b4; stroke-width: 1.5"/></g>
 <defs><clipPath id="c"><rect x="0" y="0" width="40" height="40"/></clipPath></defs></svg>"""
VEGA = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" class="marks"
  width="40" height="40" viewBox="0 0 40 40"><rect width="40" height="40" fill="white"/><g fill="none"
  stroke-miterlimit="10" transform="translate(5,5)"><g class="mark-group role-frame root" role="graphics-object"
  aria-roledescription="group mark container"><path class="background" aria-hidden="true" d="M0.5,0.5h30v30h-30Z"
  stroke="#ddd"/><text text-anchor="start" transform="translate(2,10)" font-family="sans-serif" font-size="9px"
  fill="#000">A</text></g></g></svg>"""


def pixels(data: str) -> Image.Image:
    return Image.open(io.BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=data, width=120, height=120, dpi=96)))).convert(
        "RGBA"
    )


@pytest.mark.parametrize("drawing", [INKSCAPE, ILLUSTRATOR, MATPLOTLIB, VEGA], ids=["Inkscape", "Illustrator", "matplotlib", "Vega"])  # fmt: skip
def test_drawings_of_well_known_programs_look_as_they_did(drawing: str) -> None:
    cleaned = svg.clean(drawing.encode()).decode()
    before, after = pixels(drawing), pixels(cleaned)
    assert len(before.getcolors(100_000) or ()) > 2
    assert ImageChops.difference(before, after).getbbox() is None
    for private in ("/home/elh", "2025-01-02", "adobe"):
        assert private not in cleaned


def published(blog: Blog, begin: str) -> list[bytes]:
    return [data for name, data in blog.files().items() if name.startswith(begin)]


def test_a_drawing_of_a_post_is_published_clean(blog: Blog) -> None:
    blog.write("posts/a.svg", DRAWING.format("<script>evil()</script>"))
    blog.post("a", "![絵](a.svg)\n\n[図](a.svg)\n")
    blog.build()
    assert [b"evil" in data for data in (*published(blog, "_images/a."), *published(blog, "_downloads/"))] == [
        False
    ] * 2


def test_a_drawing_that_cannot_be_published_is_an_error_at_its_line(blog: Blog) -> None:
    blog.write("posts/a.svg", '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "evil()">]>' + DRAWING)
    blog.post("a", "文。\n\n![絵](a.svg)\n", image="a.svg")
    blog.post("b", "文。\n\n[図](a.svg)\n")
    said = blog.fails()
    assert "posts/a.md:4: " in said
    assert "posts/a.md:8: " in said
    assert "posts/b.md:7: " in said
    assert "DOCTYPE" in said


def test_drawings_have_a_policy_of_their_own(blog: Blog) -> None:
    blog.build()
    said = blog.read("_headers")
    for where in ("/sub/*.svg", "/sub/_images/*.svg", "/sub/_static/*.svg"):
        block = said.split(f"\n{where}\n")[1].split("\n/")[0]
        assert "Content-Security-Policy: default-src 'none';" in block
        assert "sandbox" in block
