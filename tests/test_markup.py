"""HTML as a browser sees it: what runs, what is loaded, what is read, whatever the text looks like."""

from __future__ import annotations

import pytest

from kawaraban.text.html_scan import scan, scan_page
from kawaraban.text.html_text import first_of, text_of
from kawaraban.text.urls import host_of, srcset_candidates

RUNS = {
    "a script": "<script>alert(1)</script>",
    "an event handler": "<img src=x onerror=alert(1)>",
    "one behind a slash": "<img/src='x'/onerror=alert(1)>",
    "a comment that is over at once": "<!--><img src=x onerror=alert(1)>-->",
    "a comment that ends with !": "<!-- x --!><img src=x onerror=alert(1)>",
    "CDATA outside of SVG": "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "a style that is one of SVG": "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "a title that is one of SVG": "<svg><title><img src=x onerror=alert(1)></title></svg>",
    "an instruction": "<?x ><img src=x onerror=alert(1)>?>",
    "noscript without scripts": "<noscript><img src=x onerror=alert(1)></noscript>",
    "a template": "<template><img src=x onerror=alert(1)></template>",
    "a shadow": "<div><template shadowrootmode=open><img src=x onerror=alert(1)></template></div>",
    "xmp inside of SVG": "<svg><xmp><img src=x onerror=alert(1)></xmp>",
    "xmp that ends in an attribute": '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    "the attributes of a second body": "<body onload=alert(1)>",
    "javascript:": '<a href="javascript:alert(1)">x</a>',
    "with white space": '<a href=" java\nscript&Tab;:alert(1)">x</a>',
    "with a control": '<a href="&#1;javascript:alert(1)">x</a>',
    "with entities": '<a href="&#106;avascript&colon;alert(1)">x</a>',
    "in a form": "<form action=javascript:alert(1)><button>x</button></form>",
    "in a button": "<button formaction=javascript:alert(1)>x</button>",
    "in a frame": "<iframe src=javascript:alert(1)></iframe>",
    "in SVG": "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "in MathML": "<math href=javascript:alert(1)>x</math>",
    "an animation to javascript:": "<svg><a><animate attributeName=href values='#;javascript:alert(1)'/><text>x</text></a></svg>",
    "a set": "<svg><a><set attributeName=xlink:href to=javascript:alert(1) /><text>x</text></a></svg>",
    "a script of data:": '<script src="data:text/javascript,alert(1)"></script>',
    "a script of SVG": "<svg><script>alert(1)</script></svg>",
    "a script of SVG with src": "<svg><script src=x.js>alert(1)</script></svg>",
    "a frame of data:": '<iframe src="data:text/html,x"></iframe>',
    "an object of data:": '<object data="data:image/svg+xml,x"></object>',
    "a link to data:": '<a href="data:text/html,x">x</a>',
    "use of data:": '<svg><use href="data:image/svg+xml,x#y"/></svg>',
    "a page in an attribute": '<iframe srcdoc="x"></iframe>',
    "a style sheet of data:": '<link rel=stylesheet href="data:text/css,x">',
    "an import of data:": '<style>@import "data:text/css,x"</style>',
    "a refresh": '<meta http-equiv=" refresh " content="0;url=x">',
    "a base": "<base href=/x/>",
}


@pytest.mark.parametrize("html", RUNS.values(), ids=RUNS)
def test_what_runs_is_seen(html: str) -> None:
    assert scan(html).scripts or scan(html, scripting=True).scripts


def test_what_runs_only_where_scripts_do_is_seen() -> None:
    html = '<noscript><p title="</noscript><img src=x onerror=alert(1)>">x</p></noscript>'
    assert not scan(html).scripts
    assert scan(html, scripting=True).scripts


@pytest.mark.parametrize(
    "html",
    [
        "<!-- <img src=x onerror=alert(1)> -->",
        '<p title="<img onerror=alert(1)>">onclick="x" javascript:</p>',
        "<textarea><script>alert(1)</script></textarea>",
        "<style><img src=x onerror=alert(1)></style>",
        "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
        '<script type="application/ld+json">{"a": 1}</script>',
        '<a href="x.html?javascript:1">x</a>',
        '<img src="data:image/png;base64,AA" alt="">',
        '<link rel="icon" href="data:image/svg+xml,x">',
        '<style>p { background: url("data:image/svg+xml,x") }</style>',
        "<details open><summary>x</summary></details>",
    ],
)
def test_what_does_not_run_is_left_alone(html: str) -> None:
    assert not scan(html).scripts
    assert not scan(html, scripting=True).scripts


LOADS = {
    "scheme and host": '<img src="https://a.example/x.png">',
    "no scheme": '<img src="//a.example/x.png">',
    "backslashes": '<img src="\\\\a.example/x.png">',
    "three slashes": '<img src="///a.example/x.png">',
    "no slashes": '<img src="https:a.example/x.png">',
    "white space": '<img src=" ht\ntps:/&Tab;/a.example/x.png">',
    "percent signs": '<img src="https://%61.example/x.png">',
    "a user": '<img src="https://u:p@a.example/x.png">',
    "srcset": '<img srcset="x.png 1x,https://a.example/y.png 2x">',
    "srcset without room": '<img srcset="data:,x 1x, https://a.example/y.png">',
    "imagesrcset": '<link rel=preload as=image imagesrcset="https://a.example/x.png 1x">',
    "a second rel": '<link rel="shortcut icon" href="https://a.example/x.png">',
    "ping": '<a href="/" ping="/x https://a.example/y">x</a>',
    "a form": '<form action="https://a.example/">x</form>',
    "an object": '<object data="https://a.example/"></object>',
    "embed": '<embed src="https://a.example/">',
    "portal": '<portal src="https://a.example/"></portal>',
    "poster": '<video poster="https://a.example/x.png"></video>',
    "track": '<video><track src="https://a.example/x.vtt"></video>',
    "background": '<table background="https://a.example/x.png"></table>',
    "base": '<base href="https://a.example/">',
    "use": '<svg><use xlink:href="https://a.example/x.svg#y"/></svg>',
    "image": '<svg><image href="https://a.example/x.png"/></svg>',
    "a filter": '<svg><rect filter="url(https://a.example/x.svg#y)"/></svg>',
    "an animation": '<svg><image><set attributeName=href to="https://a.example/x.png"/></image></svg>',
    "a style": '<p style="background: url(https://a.example/x.png)">x</p>',
    "escapes": '<p style="background: \\75 rl(\\68ttps://a.example/x.png)">x</p>',
    "image-set()": "<p style=\"background: image-set('https://a.example/x.png' 1x)\">x</p>",
    "a property": "<p style=\"--x: 'https://a.example/x.png'\">x</p>",
    "import": "<style>@import 'https://a.example/x.css';</style>",
    "a comment in CSS": "<style>@import/**/url(//a.example/x.css);</style>",
    "a font": "<style>@font-face { font-family: x; src: url(https://a.example/x.woff2) }</style>",
    "a style of SVG": "<svg><style>rect { fill: url(https://a.example/x.svg#y) }</style></svg>",
    "template": '<template><img src="https://a.example/x.png"></template>',
    "noscript": '<noscript><img src="https://a.example/x.png"></noscript>',
}


@pytest.mark.parametrize("html", LOADS.values(), ids=LOADS)
def test_the_host_that_is_asked_is_seen(html: str) -> None:
    assert scan(html).hosts() == {"a.example"}
    if "filter" not in html:  # in a finished page only the frame is looked at, in which there is none
        assert scan_page(html).hosts() == {"a.example"}


@pytest.mark.parametrize(
    "html",
    [
        '<a href="https://a.example/">x</a>',
        '<svg><a href="https://a.example/"><text>x</text></a></svg>',
        '<blockquote cite="https://a.example/">x</blockquote>',
        '<link rel="canonical" href="https://a.example/">',
        '<img src="x.png" alt="https://a.example/">',
        "<style>@namespace svg url(https://a.example/); [href='https://a.example/'] { color: red }</style>",
        '<img srcset="x.png?a,https://a.example/ 2x">',
        "<img src=/x//a.example/y.png>",
    ],
)
def test_what_asks_nobody_is_left_alone(html: str) -> None:
    assert scan(html).hosts() == set()


def test_places_are_told() -> None:
    html = "<p>\n<b\n  onclick='x'>y</b>\n<style>\n@import 'z'</style>"
    seen = scan(html)
    (script,), (style,) = seen.scripts, seen.attributes
    assert html[script.span.start : script.span.end] == "onclick='x'"
    assert html[style.span.start : style.span.end] == style.value == "\n@import 'z'"


def test_candidates_of_a_srcset() -> None:
    said = "a,b.png, c.png 1x,d.png 2x , e.png (x,y) 3x,,f.png"
    assert [said[start:end] for start, end in srcset_candidates(said)] == [
        "a,b.png",
        "c.png",
        "d.png",
        "e.png",
        "f.png",
    ]


@pytest.mark.parametrize(("address", "host"), [("https:x.png", "x.png"), ("x//y", ""), ("mailto:a@b.example", ""), ("#//x", ""), ("data:,//x", ""), ("/\\A.example", "a.example")])  # fmt: skip
def test_the_host_of_an_address(address: str, host: str) -> None:
    assert host_of(address) == host


def test_words_are_those_that_a_reader_sees() -> None:
    html = "一<script>alert(1)</script><style>p{}</style><!-- x --><b>二</b><ruby>漢<rt>かん</rt></ruby><template>z</template>"
    assert text_of(html) == "一二漢"
    assert first_of(f"<h1>題</h1><p><script>1</script></p><p>{html}</p>", "p") == "一二漢"
