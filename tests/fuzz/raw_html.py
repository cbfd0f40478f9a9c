"""Raw HTML in posts: either the build refuses it with file and line, or nothing in it runs and nobody is asked."""

from __future__ import annotations

import random
import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from kawaraban.cli.application import Failed
from tests.conftest import Blog, serve
from tests.fuzz.browsing import RUN, opened

ATTACKS = [
    f'<img src=/x onerror="{RUN}">', f"<script>{RUN}</script>", f"<svg onload={RUN}></svg>",
    f'<details open ontoggle="{RUN}">x</details>', f"<input autofocus onfocus={RUN}>", f"<body onload={RUN}>",
    f'<a href="javascript:{RUN}">x</a>', f'<a href="java&#9;script:{RUN}">x</a>', f"<form action=javascript:{RUN}></form>",
    f'<iframe srcdoc="<script>{RUN}</script>"></iframe>', f'<iframe src="data:text/html,<script>{RUN}</script>"></iframe>',
    f"<iframe src=javascript:{RUN}></iframe>", f'<script src="data:text/javascript,{RUN}"></script>',
    f"<svg><script>{RUN}</script></svg>", f"<svg><a><animate attributeName=href values=javascript:{RUN} /><text>x</text></a></svg>",
    f"<svg><a><set attributeName=href to=javascript:{RUN} /></a></svg>", f"<math href=javascript:{RUN}>x</math>",
    f"<video src=/x onerror={RUN}></video>", f'<object data="data:text/html,<script>{RUN}</script>"></object>',
    f"<p style='animation: x 1ms' onanimationstart={RUN}><style>@keyframes x {{}}</style>x</p>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>", "<base href=//evil.example/>",
    "<img src=//evil.example/>", "<img src=https:evil.example/x>", "<img src='\\\\evil.example/x'>",
    "<img srcset='/x 1x,https://evil.example/y 2x'>", "<link rel=stylesheet href=//evil.example/>",
    "<link rel=preload as=image imagesrcset='//evil.example/x 1x'>", "<style>@import '//evil.example/x';</style>",
    "<style>body { background: image-set('//evil.example/x' 1x) }</style>",
    "<p style='background: u\\72l(//evil.example/x)'>x</p>", "<svg><image href=//evil.example/x /></svg>",
    "<svg><rect filter='url(//evil.example/x#y)' width=9 height=9 /></svg>", "<table background=//evil.example/x></table>",
    "<video poster=//evil.example/x></video>", "<embed src=//evil.example/>", "<iframe src=//evil.example/></iframe>",
    "<svg><style>@import '//evil.example/x';</style></svg>", "<audio autoplay src=//evil.example/></audio>",
    "<svg><image><set attributeName=href to=//evil.example/x /></image></svg>", "<input type=image src=//evil.example/x>",
]  # fmt: skip
HARMLESS = [
    "<b>x</b>",
    "<p>x</p>",
    "文",
    "&lt;script&gt;",
    "<br>",
    '<a href="#x">x</a>',
    "<img src=data:, alt=x>",
    "<svg><g/></svg>",
    "<i title='>'>x</i>",
]
AROUND = [
    ("<!--", "-->"), ("<!-->", "-->"), ("<!--->", ""), ("<!-- --!>", "-->"), ("<![CDATA[", "]]>"), ("<![CDATA[>", "]]>"),
    ("<?x ", "?>"), ("<?x >", ""), ("<!x ", ">"), ("</x ", ">"), ('<p title="', '">x</p>'), ("<p title='", "'>x</p>"),
    ("<p title=", ">x</p>"), ("<p ", ">x</p>"), ("<textarea>", "</textarea>"), ("<title>", "</title>"), ("<style>", "</style>"),
    ("<xmp>", "</xmp>"), ("<noscript>", "</noscript>"), ('<noscript><p title="</noscript>', '">x</p>'), ("<noembed>", "</noembed>"),
    ("<iframe>", "</iframe>"), ("<noframes>", "</noframes>"), ("<template>", "</template>"), ("<svg>", "</svg>"),
    ("<div><template shadowrootmode=open>", "</template></div>"), ("<svg><style>", "</style></svg>"),
    ("<svg><title>", "</title></svg>"), ("<svg><desc>", "</desc></svg>"), ("<svg><foreignObject>", "</foreignObject></svg>"),
    ("<svg><![CDATA[", "]]></svg>"), ("<svg></p><style>", "</style></svg>"), ("<math><mtext>", "</mtext></math>"),
    ("<math><annotation-xml encoding=text/html>", "</annotation-xml></math>"), ("<math><style>", "</style></math>"),
    ("<math><mtext><table><mglyph><style>", "</style></table></mtext></math>"), ("<table>", "</table>"), ("<table><tr><td>", "</table>"),
    ("<select>", "</select>"), ("<select><option>", "</select>"), ("<form><form>", "</form>"), ("<button>", "</button>"),
    ("<details><summary>x</summary>\n\n", "\n\n</details>"), ("<div>\n\n段落 \"と' *強* [x](#y)\n\n", "\n\n</div>"), ("<plaintext>", ""),
    ("<p>", ""), ("<svg><p>", ""), ("<script type=application/json>", "</script>"), ("<script>", "</script>"), ("<a href=#>", "</a>"),
    ("<style><!--", "--></style>"), ("<textarea><!--", "--></textarea>"), ("<listing>", "</listing>"), ("<object>", "</object>"),
]  # fmt: skip
NOISE = ["<", ">", '"', "'", "-", "--", "!", "/", "=", "\n", "\t", "\f", "&", "</", "<!", "]]>", "`", "x"]


def piece(random: random.Random) -> str:
    """Return a piece of raw HTML: something that would do harm, inside of what may hide it, with noise."""
    html = random.choice(ATTACKS if random.random() < 0.85 else HARMLESS)
    for _depth in range(random.choice([0, 1, 1, 1, 2, 2, 3])):
        before, after = random.choice(AROUND)
        inner = random.choice(HARMLESS) if random.random() < 0.2 else ""
        html = f"{before}{inner}{html}{after if random.random() < 0.9 else ''}"
    for _time in range(random.choice([0, 0, 0, 1, 2])):
        place = random.randrange(len(html) + 1)
        html = html[:place] + random.choice(NOISE) + html[place:]
    if random.random() < 0.1:
        place = random.randrange(len(html))
        html = html[:place] + html[place + 1 :]
    return html


def body(random: random.Random, html: str) -> str:
    """Return a post with a piece of raw HTML, as a block, in a line or in a directive."""
    after = random.choice(["", "\n\n<b>続き</b>\n", "\n\n> \" ' > -->\n", "\n\n</style></textarea>--></title>\n"])
    match random.randrange(4):
        case 0:
            return f"文。\n\n<div>{html}</div>\n{after}"
        case 1:
            return f"文{html}文。\n{after}"
        case 2:
            return f"文。\n\n~~~{{raw}} html\n{html}\n~~~\n{after}"
    return f"文。\n\n{html}\n{after}"


def run(seed: int, rounds: int, browser: Browser | None = None) -> None:
    """Raise AssertionError for the first piece that runs, or asks, on a page that was built."""
    chance = random.Random(seed)
    bodies = {f"p{number:04}": body(chance, piece(chance)) for number in range(rounds)}
    with tempfile.TemporaryDirectory() as folder:
        blog = Blog(Path(folder))
        left = published(blog, dict(bodies))
        with serve(blog.out) as home:
            for scripts in (True, False):
                with opened(home, browser, scripts=scripts) as window:
                    for name in left:
                        found = window.look_at(f"{home}/{name}.html", scripts=scripts)
                        assert not found, f"seed {seed}, {name}, scripts {scripts}: {found}\n{bodies[name]!r}"


def published(blog: Blog, bodies: dict[str, str]) -> list[str]:
    """Build a blog of posts, those left out that are refused; return the names of the others."""
    for name, text in bodies.items():
        blog.post(name, text, title=name)
    for _time in range(4):
        try:
            blog.build()
        except Failed as failed:
            refused = set()
            for line in str(failed).splitlines():
                found = re.findall(r"posts/(p\d+)\.md:\d+", line)  # what many share is told in one line
                assert line.startswith("posts/p") and found, f"an error without file and line: {line}"
                refused.update(found)
            for name in refused:
                (blog.root / f"src/posts/{name}.md").unlink()
                del bodies[name]
        else:
            return list(bodies)
    raise AssertionError("the errors come in waves")
