"""Hostile drawings: either refused, or nothing in what is left of them runs, and nobody is asked, where they are opened."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

from kawaraban.images import svg
from tests.conftest import serve
from tests.fuzz.browsing import RUN, opened

NAMES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:s="http://www.w3.org/2000/svg" xmlns:a-b="http://www.w3.org/2000/svg" xmlns:ev="http://www.w3.org/2001/xml-events"'
)
PARTS = [
    "<script>{run}</script>", "<s:script>{run}</s:script>", "<a-b:script>{run}</a-b:script>", "<h:script>{run}</h:script>",
    "<script><![CDATA[{run}]]></script>", "<script href=\"data:text/javascript,{run}\"/>", "<script xlink:href='//evil.example/x'/>",
    "<g onload=\"{run}\"/>", "<image href='data:,' onerror=\"{run}\"/>", "<animate attributeName='x' dur='1ms' onbegin=\"{run}\"/>",
    "<set attributeName='onload' to=\"{run}\"/>", "<a href=\"javascript:{run}\"><text y='9'>x</text></a>",
    "<a xlink:href=\"java&#10;script:{run}\"><text y='9'>x</text></a>", "<a><animate attributeName='href' values=\"#;javascript:{run}\"/></a>",
    "<a><set attributeName='xlink:href' to=\"javascript:{run}\"/></a>", "<a><set attributeName=' href ' to=\"javascript:{run}\"/></a>",
    "<foreignObject width='9' height='9'><h:body onload=\"{run}\"><h:img src='data:,' onerror=\"{run}\"/></h:body></foreignObject>",
    "<foreignObject><h:iframe srcdoc=\"&lt;script>{run}&lt;/script>\"/></foreignObject>", "<h:iframe src=\"javascript:{run}\"/>",
    "<h:meta http-equiv='refresh' content='0;url=//evil.example/'/>", "<h:link rel='stylesheet' href='//evil.example/'/>",
    "<h:base href='//evil.example/'/>", "<h:video src='//evil.example/' onerror=\"{run}\"/>", "<h:object data='//evil.example/'/>",
    "<image href='//evil.example/x.png' width='9' height='9'/>", "<image xlink:href='https:evil.example/x' width='9' height='9'/>",
    "<use href='//evil.example/x.svg#y'/>", "<use href='data:image/svg+xml,x#y'/>", "<filter id='f'><feImage href='//evil.example/x'/></filter>",
    "<style>@import '//evil.example/x';</style>", "<style>@import url(//evil.example/x);</style>", "<h:style>@import '//evil.example/x';</h:style>",
    "<style>@font-face {{ font-family: x; src: url(//evil.example/x) }} text {{ font-family: x }}</style><text y='9'>x</text>",
    "<style>svg {{ background: u\\72l(//evil.example/x) }}</style>", "<style>svg {{ background: image-set('//evil.example/x' 1x) }}</style>",
    "<style>@property --x {{ syntax: '*'; inherits: false; initial-value: '//evil.example/x' }} svg {{ background: image-set(var(--x) 1x) }}</style>",
    "<style><h:b/>@import '//evil.example/x';</style>", "<style><!-- -->svg {{ background: url(//evil.example/x) }}</style>",
    "<style>svg {{ --x: '//evil.example/x'; background: image-set(var(--x) 1x) }}</style>",
    "<rect width='9' height='9' style='fill: url(//evil.example/x.svg#y)'/>", "<rect width='9' height='9' filter='url(//evil.example/x.svg#y)'/>",
    "<rect width='9' height='9' cursor='url(//evil.example/x.svg), auto'/>", "<rect width='9' height='9' mask='url(\"//evil.example/x.svg#y\")'/>",
    "<g xml:base='//evil.example/'><use href='x#y'/></g>", "<?xml-stylesheet href='//evil.example/x'?>", "<handler ev:event='load'>{run}</handler>",
    "<switch><foreignObject><h:p onclick='x'/></foreignObject><text y='9'>x</text></switch>", "<metadata><h:script>{run}</h:script></metadata>",
    "<title><h:script>{run}</h:script></title>", "<desc><script>{run}</script></desc>", "<script/>", "<g><g/></g>", "<!-- x -->",
]  # fmt: skip
DOCTYPES = [
    *[""] * 16, "<!DOCTYPE svg>", '<!DOCTYPE svg [<!ENTITY x "y">]>', '<!DOCTYPE svg [<!ENTITY x "<script>{run}</script>">]>',
    '<!DOCTYPE svg [<!ENTITY x "&#60;script>{run}&#60;/script>">]>', '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "{run}">]>',
    '<!DOCTYPE svg [<!ATTLIST g onload CDATA #FIXED "{run}">]>', '<!DOCTYPE svg SYSTEM "//evil.example/x.dtd">',
    '<!DOCTYPE svg [<!ENTITY % x SYSTEM "//evil.example/x">%x;]>',
]  # fmt: skip
HEADS = ["", "", "<?xml version='1.0'?>", "<?xml version='1.0' encoding='{code}'?>", "<?xml version='1.1'?>",
         "<?xml-stylesheet href='//evil.example/x'?>", "<?xml-stylesheet type='text/xsl' href='data:text/xml,x'?>"]  # fmt: skip
ROOTS = ["svg", "svg", "svg", "s:svg", "a-b:svg", 'svg onload="{run}"', "h:html"]
CODES = ["utf-8"] * 16 + ["utf-16", "utf-16-be", "utf-8-sig", "utf-7", "iso-8859-1", "shift_jis", "cp037"]


def drawing(random: random.Random) -> bytes:
    """Return a hostile drawing."""
    root, code, head = random.choice(ROOTS), random.choice(CODES), random.choice(DOCTYPES)
    parts = random.choices(PARTS, k=random.randrange(1, 6))
    if random.random() < 0.3:
        parts = ["<g>", *parts, "</g>"]
    parts += ["&x;"] if "ENTITY x" in head else []
    text = random.choice(HEADS) + head + f"<{root} {NAMES}>" + "".join(parts) + f"</{root.split()[0]}>"
    if random.random() < 0.1:
        place = random.randrange(len(text))
        text = text[:place] + random.choice(["<", ">", "&#10;", "\x00", " ", "/", "é"]) + text[place:]
    text = text.replace("{run}", RUN).replace("{code}", code).replace("{{", "{").replace("}}", "}")
    return text.encode(code, "replace")


def run(seed: int, rounds: int, browser: Any = None) -> None:
    """Raise AssertionError for the first drawing that runs, or asks, though it was cleaned."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as home, opened(home, browser) as window:
        for number in range(rounds):
            data = drawing(chance)
            try:
                cleaned = svg.clean(data)
            except svg.Refused:
                continue
            Path(folder, f"{number}.svg").write_bytes(cleaned)
            found = window.look_at(f"{home}/{number}.svg")
            assert not found, f"seed {seed}, drawing {number}: {found}\n{data!r}\n{cleaned!r}"
