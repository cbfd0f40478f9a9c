"""Feeds: valid, whole, the same everywhere, and every address in them leads somewhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import urllib.request
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kawaraban.cli.application import build
from kawaraban.text import urls
from kawaraban.text.portable_html import portable
from kawaraban.text.urls import absolute
from tests.conftest import Blog, copy_real_source, html_tree, serve
from tests.feeds import ATOM, CONTENT, addresses_in, faults_of, text_of

ROOT = Path(__file__).parent.parent
FEEDS = ("*.xml", "feed.json", "default")
HERE = "https://blog.example/sub/2025/a.html"


def feeds_in(site: Path) -> list[Path]:
    found = [path for pattern in FEEDS for path in site.rglob(pattern)]
    return [path for path in found if path.name != "sitemap.xml"]


def plain(body: str) -> str:
    return portable(body, HERE)[0]


def faults_below(site: Path) -> dict[str, list[str]]:
    found = {path.relative_to(site).as_posix(): faults_of(path) for path in feeds_in(site)}
    assert len(found) > 5
    return {name: faults for name, faults in found.items() if faults}


def test_the_feeds_of_the_real_site_are_valid(real_site: Path) -> None:
    assert faults_below(real_site) == {}


HOSTILE = [
    "<script>alert(1)</script>", "<img src=\"javascript:alert(1)\">", '<img src=x onerror=alert(1)>', '<a href="javascript:alert(1)">a</a>',
    '<a href="jav&#x09;ascript:alert(1)">a</a>', '<a href=" &#14; javascript:alert(1)">a</a>', '<a href="JaVaScRiPt:alert(1)">a</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD4=">a</a>', '<a href="vbscript:msgbox(1)">a</a>', "<svg onload=alert(1)><title>t</title></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>', '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe src="https://xss.example/" title="枠" onload=alert(1)></iframe>', '<object data="javascript:alert(1)"></object>',
    '<embed src="https://xss.example/x.swf">', '<form action="https://xss.example/"><input name=a><button formaction="javascript:alert(1)">b</button></form>',
    '<math><maction actiontype="statusline#x" xlink:href="javascript:alert(1)">x</maction></math>', "<style>@import 'https://xss.example/x.css';</style>",
    '<div style="background:url(javascript:alert(1))" onclick="alert(1)">d</div>', '<body onload=alert(1)>', '<base href="https://xss.example/">',
    '<link rel="stylesheet" href="https://xss.example/x.css">', '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<video src="javascript:alert(1)" poster="javascript:alert(1)"></video>', '<details open ontoggle=alert(1)><summary>s</summary>d</details>',
    '<img srcset="javascript:alert(1) 1x, https://xss.example/b.png 2x" alt="">', "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    '<table background="javascript:alert(1)"><tr><td><table><tr><td>内</td></tr></table></td></tr></table>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<template><script>alert(1)</script></template>', '<a href="http://[">a</a>', '<blockquote cite="javascript:alert(1)">b</blockquote>', "<marquee onstart=alert(1)>m</marquee>",
    '<img src="https://xss.example/1.png" alt="絵" width="3" height="4" loading="lazy">', '<ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>',
]  # fmt: skip


@pytest.fixture
def hostile(blog: Blog) -> Blog:
    """A blog that lets everything through, with posts of every unkind sort."""
    blog.conf(
        'kawaraban_raw_html = "trusted"\nkawaraban_hosts = ["xss.example"]\nkawaraban_label_slugs = {"😀": "smile"}'
    )
    blog.post(
        "xss",
        "\n\n".join(f"<div>{html}</div>" for html in HOSTILE),
        title='"<b>題</b> & </title> ]]> &amp; 😀👨‍👩‍👧"',
        category="甲",
        tags="[C++, 'a&b', 😀]",
    )
    blog.post("long", title="長" * 10_000, date="2025-01-03T10:00:00+09:00")
    blog.post("empty", "", author="mio", date="2025-01-04")
    blog.write("posts/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>')
    blog.post("picture", "![](x.svg)\n", author="[elh, mio]", lang="en")
    blog.post(
        "odd",
        "制御&#11;文字&#31;、&#65534;。\n\n```\na\n\n\nb\n```\n",
        updated="2025-02-03",
        id="tag:blogger.com,1999:blog-1.post-2",
    )
    blog.build()
    return blog


def test_the_feeds_of_hostile_posts_are_valid(hostile: Blog) -> None:
    assert faults_below(hostile.out) == {}


def test_readers_see_titles_authors_and_texts_as_they_are(hostile: Blog) -> None:
    for name in ("blog/atom.xml", "blog/rss.xml"):
        feed = feedparser.parse(hostile.read(name))
        assert not feed.bozo
        entries = {entry.id.rpartition("/")[2]: entry for entry in feed.entries}
        assert entries["xss.html"].title == "<b>題</b> & </title> ]]> &amp; 😀👨‍👩‍👧"
        assert [tag.term for tag in entries["xss.html"].tags] == ["甲", "C++", "a&b", "😀"]
        assert len(entries["long.html"].title) == 10_000
        assert [author.name for author in entries["picture.html"].authors] == ["エル", "ミオ"]
        assert entries["empty.html"].summary == "題"
        assert "a\n\n\nb" in entries["tag:blogger.com,1999:blog-1.post-2"].content[0].value
    assert "alert(1)" not in re.sub(r"<[^>]*>", "", entries["xss.html"].content[0].value).replace("--", "")


PARSE = """
import {parseFeed} from "feedsmith"; import fs from "node:fs";
console.log(JSON.stringify(process.argv.slice(1).map(file => parseFeed(fs.readFileSync(file, "utf8")))));
"""


@pytest.mark.skipif(
    not shutil.which("node") or not (ROOT / "node_modules/feedsmith").exists(),
    reason="needs Node and npm's `feedsmith`",
)
def test_another_parser_reads_the_same(hostile: Blog) -> None:
    files = [str(hostile.out / "blog" / name) for name in ("atom.xml", "rss.xml", "feed.json")]
    said = subprocess.run(
        ["node", "--input-type=module", "-e", PARSE, *files], capture_output=True, text=True, check=True, cwd=ROOT
    )
    atom, rss, feed = (found["feed"] for found in json.loads(said.stdout))
    entries = [
        {entry["id"].rpartition("/")[2]: entry for entry in atom["entries"]},
        {item["guid"]["value"].rpartition("/")[2]: item for item in rss["items"]},
        {item["id"].rpartition("/")[2]: item for item in feed["items"]},
    ]
    title = "<b>題</b> & </title> ]]> &amp; 😀👨‍👩‍👧"
    assert [len(found) for found in entries] == [5, 5, 5]
    assert [found["xss.html"]["title"] for found in entries] == [{"value": title}, title, title]
    texts = [entry["picture.html"] for entry in entries]
    texts = [texts[0]["content"]["value"], texts[1]["content"]["encoded"], texts[2]["content_html"]]
    assert all('src="https://blog.example/sub/_images/x.' in text for text in texts)
    assert [author["name"] for author in entries[0]["picture.html"]["authors"]] == ["エル", "ミオ"]
    assert entries[1]["picture.html"]["dc"]["creators"] == ["エル", "ミオ"]
    dates = entries[0]["long.html"]["published"], entries[1]["long.html"]["pubDate"]
    assert datetime.fromisoformat(dates[0]) == parsedate_to_datetime(dates[1])


def addresses_of(feed: Path) -> set[str]:
    """Every address in a feed and in the texts that it carries."""
    text = feed.read_text("utf-8")
    if feed.suffix == ".json":
        values = [text]
        contents = [item["content_html"] for item in json.loads(text)["items"]]
    else:
        nodes = list(etree.fromstring(text.encode()).iter(etree.Element))
        values = [
            value
            for node in nodes
            for value in [f">{node.text or ''}<", *(f'"{value}"' for value in map(str, node.attrib.values()))]
        ]
        contents = [node.text or "" for node in nodes if node.tag in (f"{ATOM}content", CONTENT)]
    found = {found for value in values for found in re.findall(r"""(?<=[">])https?://[^"<\\\s]+(?=["<])""", value)}
    return found | {address for content in contents for address in addresses_in(content)}


@pytest.mark.parametrize("path", ["/", "/sub/path/"])
def test_every_address_in_the_feeds_of_the_real_site_answers(real_site: Path, tmp_path: Path, path: str) -> None:
    base, site = "https://elh.example" + path, real_site
    if path != "/":
        copy_real_source(tmp_path / "src")
        site = tmp_path / "www" / path.strip("/")
        build(tmp_path / "src", site, tmp_path / "cache", {"blog_baseurl": base})
    own = set()
    for feed in feeds_in(site):
        own |= addresses_of(feed)
    own = {address for address in own if urlsplit(address).netloc == "elh.example"}
    assert own
    assert all(address.startswith(base) for address in own)
    with serve(tmp_path / "www" if path != "/" else site) as served:
        for address in sorted(own):
            where, _hash, anchor = address.partition("#")
            with urllib.request.urlopen(served + urlsplit(where).path) as answer:
                assert answer.status == 200
                if anchor:
                    page = html_tree(answer.read())
                    assert page.xpath("//*[@id=$id]", id=unquote(anchor)), address


def test_one_edit_changes_one_entry(blog: Blog) -> None:
    for n in range(4):
        blog.post(f"p{n}", title=f"題{n}", date=f"2025-01-0{n + 1}", tags="札")
    blog.build()

    def entries() -> dict[str, bytes]:
        found = etree.fromstring(blog.read("blog/atom.xml").encode()).findall(f"{ATOM}entry")
        return {text_of(entry, f"{ATOM}id"): etree.tostring(entry) for entry in found}

    before = entries()
    blog.post("p2", "直した。\n", title="題2", date="2025-01-03", tags="札")
    blog.build()
    assert [name for name, entry in entries().items() if before[name] != entry] == ["tag:blog.example,2025:/p2.html"]


def test_a_reader_walks_back_to_the_first_post_and_full_pages_never_change(blog: Blog) -> None:
    blog.conf("kawaraban_feed_length = 3")
    for n in range(8):
        blog.post(f"p{n}", date=f"2025-01-0{n + 1}")
    blog.build()

    def walk() -> list[str]:
        file, titles = "blog/atom.xml", []
        while file:
            feed = etree.fromstring(blog.read(file).encode())
            titles += [text_of(entry, f"{ATOM}id")[-7:-5] for entry in feed.findall(f"{ATOM}entry")]
            links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
            assert ("current" in links) == (file != "blog/atom.xml")
            file = links.get("prev-archive", "").removeprefix("https://blog.example/sub/")
        return list(dict.fromkeys(titles))

    assert walk() == [f"p{n}" for n in range(7, -1, -1)]
    assert faults_below(blog.out) == {}
    first = blog.read("blog/atom-1.xml")
    blog.post("p9", date="2025-02-01")
    blog.build()
    assert blog.read("blog/atom-1.xml") == first
    assert len(walk()) == 9


def test_excerpts_where_the_author_wants_no_full_texts(blog: Blog) -> None:
    blog.conf("blog_feed_fulltext = False")
    blog.post("a", "始まり。\n\n## 節\n\n続き。\n", description="要約")
    blog.build()
    assert faults_below(blog.out) == {}
    for name in ("blog/atom.xml", "blog/rss.xml", "blog/feed.json"):
        assert "要約" in blog.read(name)
        assert "続き" not in blog.read(name)


def test_a_feed_says_who_and_shows_the_posts_picture(blog: Blog) -> None:
    blog.conf('copyright = "2025 エル"\nblog_feed_subtitle = "副題"')
    blog.write("posts/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>')
    blog.post("a", image="x.svg", image_alt="絵の説明", author="mio", tags="札")
    blog.build()
    atom = feedparser.parse(blog.read("blog/atom.xml"))
    entry = atom.entries[0]
    assert (atom.feed.title, atom.feed.subtitle, atom.feed.rights, atom.feed.language) == (
        "小さな瓦版",
        "副題",
        "2025 エル",
        "ja",
    )
    assert entry.author_detail == {"name": "ミオ", "href": "https://mio.example/"}
    (enclosure,) = [link for link in entry.links if link.rel == "enclosure"]
    assert enclosure.href.startswith("https://blog.example/sub/_images/x.")
    assert (blog.out / enclosure.href.removeprefix("https://blog.example/sub/")).stat().st_size == int(enclosure.length)
    assert entry.media_content[0]["width"] == "8"
    (item,) = json.loads(blog.read("blog/feed.json"))["items"]
    assert item["image"] == enclosure.href
    ids = [
        etree.fromstring(blog.read(name).encode()).findtext(f"{ATOM}id")
        for name in ("blog/atom.xml", "blog/tag/札/atom.xml", "blog/author/mio/atom.xml")
    ]
    assert ids == [
        "tag:blog.example,2025:/blog",
        "tag:blog.example,2025:/blog/tag/%E6%9C%AD",
        "tag:blog.example,2025:/blog/author/mio",
    ]


def test_the_addresses_of_hosted_blogs_answer(blog: Blog) -> None:
    blog.post("a")
    blog.build()
    assert blog.read("feeds/posts/default") == blog.read("atom.xml") == blog.read("blog/atom.xml")
    assert blog.read("rss.xml") == blog.read("blog/rss.xml")


def test_a_feed_stays_at_an_old_address_of_it_or_of_its_list(blog: Blog) -> None:
    blog.post("a", tags="甲")
    blog.write("redirects.toml", "\n".join([
        '"/old.xml" = "/blog/atom.xml"', '"/was.xml" = "/tag/x/atom.xml"', '"/tag/x/" = "/blog/tag/甲.html"',
        '"/gone.xml" = "/blog/tag/乙/atom.xml"', '"/blog/tag/甲/" = "/blog/tag/甲.html"',
    ]))  # fmt: skip
    notices = blog.build().splitlines()[:-1]
    assert [line for line in notices if "/gone.xml" not in line] == []
    assert len(notices) == 1
    assert blog.read("old.xml") == blog.read("blog/atom.xml")
    assert blog.read("was.xml") == blog.read("tag/x/atom.xml") == blog.read("blog/tag/甲/atom.xml")
    assert not {"gone.xml", "tag/x/index/atom.xml", "blog/tag/甲/index/atom.xml"} & set(blog.files())
    blog.post("b")
    blog.build()
    assert blog.read("old.xml") == blog.read("blog/atom.xml")
    assert "b.html" in blog.read("old.xml")


def test_a_reader_of_one_language_can_subscribe_to_it(blog: Blog) -> None:
    blog.conf('blog_languages = {"ja": ("日本語", None), "en": ("English", None)}')
    blog.post("a")
    blog.post("b", lang="en")
    blog.build()
    feed = blog.read("blog/language/english/atom.xml")
    assert ("b.html" in feed, "a.html" in feed) == (True, False)
    assert 'href="language/english/atom.xml"' in blog.read("blog/feeds.html")
    assert 'href="english/atom.xml"' in blog.read("blog/language/english.html")


def test_one_page_lists_all_feeds(blog: Blog) -> None:
    blog.post("a", category="甲", tags="乙", author="mio")
    blog.build()
    page = html_tree(blog.read("blog/feeds.html"))
    copied = page.xpath("//button/@data-copy")
    assert len(copied) == 12
    files = [unquote(address.removeprefix("https://blog.example/sub/")) for address in copied]
    assert all((blog.out / file).is_file() for file in files)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<h1>題</h1><p>文<a class="headerlink" href="#a">#</a></p>', "<p>文</p>"),
        ('<pre>文<a class="headerlink" href="#a">#</a></pre>', "<pre><code>文#</code></pre>"),
        ('<p>文<video class="headerlink" src="v.mp4"></video></p>', "<p>文</p>"),
        ('<p><a href="../パリ.html?q=あ#節">x</a></p>', '<p><a href="https://blog.example/sub/%E3%83%91%E3%83%AA.html?q=%E3%81%82#%E7%AF%80">x</a></p>'),
        ('<div class="admonition note"><p class="admonition-title">注釈</p><p>文</p></div>', "<blockquote><p><strong>注釈</strong></p><p>文</p></blockquote>"),
        ('<pre tabindex="0"><span></span><span class="k">a</span>\n\n<span>b</span></pre>', "<pre><code>a\n\nb</code></pre>"),
        ('<p><a class="footnote-reference brackets" href="#n" id="r"><span>[</span>1<span>]</span></a></p>', f'<p><a href="{HERE}#n"><sup>[1]</sup></a></p>'),
        ('<aside class="footnote"><span class="label"><span>[</span><a href="#r">1</a><span>]</span></span><p>注</p></aside>', "<div><p>[1] 注</p></div>"),
        ('<video src="v.mp4" poster="p.png" title="動画"></video>', '<p><a href="https://blog.example/sub/2025/v.mp4"><img src="https://blog.example/sub/2025/p.png" alt="動画"></a></p>'),
        ('<iframe src="https://v.example/1" title="枠"></iframe>あと', '<p><a href="https://v.example/1">枠</a></p>あと'),
        ('<audio controls><source src="a.ogg">声</audio>', '<p><a href="https://blog.example/sub/2025/a.ogg">声</a></p>'),
        ('<math alttext="E=mc^2"><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>。', "<i>E</i> = <i>m</i><i>c</i><sup>2</sup>。"),
        (r'<math alttext="\sqrt x"><msqrt><mi>x</mi></msqrt></math>', r"<code>\sqrt x</code>"),
        ('<ul><li><input type="checkbox" checked disabled> 済</li></ul>', "<ul><li>☑ 済</li></ul>"),
        ('<p class="linkcard"><a href="https://x.example/"><span>題</span><span>文</span></a></p>', '<blockquote><p><a href="https://x.example/">題</a></p><p>文</p></blockquote>'),
        ('<img src="data:image/png;base64,x" alt="絵">', "絵"),
        ('<img src="a b.png" srcset="a.png 1x, 絵.png 2.5x">', '<img src="https://blog.example/sub/2025/a%20b.png" srcset="https://blog.example/sub/2025/a.png 1x, https://blog.example/sub/2025/%E7%B5%B5.png 2.5x" alt="">'),
        ("<p>a</p><form><p>b</p></form>", "<p>a</p><p>b</p>"),
        ("<pre>a&#11;b&#x1F;&#65534;&#99999999;&#128512;</pre>\x08", "<pre><code>ab😀</code></pre>"),
        ('<iframe src="https://v.example/" title="枠&#8;"></iframe>', '<p><a href="https://v.example/">枠</a></p>'),
    ],
)  # fmt: skip
def test_html_reads_outside_the_site(body: str, expected: str) -> None:
    assert plain(body) == expected


def test_the_words_of_an_article_are_apart() -> None:
    _html, words = portable(
        "<h1>題</h1><p>一</p><p>二<br>三</p><ul><li>四</li></ul><img src='x' alt='五'><pre>六</pre>", HERE
    )
    assert words.lines == ("一", "二", "三", "四", "五", "六")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("b.html", "https://blog.example/sub/2025/b.html"),
        ("#あ", HERE + "#%E3%81%82"),
        ("//X.example", "https://X.example/"),
        ("https://例え.example/100%/?a=1&b=é", "https://xn--r8jz45g.example/100%25/?a=1&b=%C3%A9"),
        ("mailto:a@b.example?subject=件", "mailto:a@b.example?subject=%E4%BB%B6"),
        ("a%E3%81%82.html", "https://blog.example/sub/2025/a%E3%81%82.html"),
        (" java\nscript:alert(1)", ""), ("data:,x", ""), ("http://[", ""), ("ftp://x.example/", ""),
    ],
)  # fmt: skip
def test_addresses_are_absolute_and_encoded(address: str, expected: str) -> None:
    assert absolute(HERE, address) == expected


@given(
    st.sampled_from(("", HERE, "https://blog.example", "https://blog.example/", "https://blog.example/a/?b/c#d/e")),
    st.text("ab1_.-~/:?#&=+%あ @", max_size=12),
    st.sampled_from(("", "", "../", "../../../", "https://x.example/", "http://x.example", "//y.example/", "/")),
)
def test_plain_addresses_are_resolved_like_all_others(base: str, address: str, before: str) -> None:
    assert absolute(base, before + address) == urls._resolved(base, before + address)


def test_without_a_valid_address_of_the_page_a_relative_one_is_none() -> None:
    assert absolute("http://[/a", "b.html") == ""


def test_cards_videos_and_charts_of_a_post_read_well_in_a_feed(blog: Blog) -> None:
    blog.write("links.toml", '["https://x.example/"]\ntitle = "題"\nsite = "新聞"\npicture = "links/x.svg"\n')
    blog.write("links/x.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    body = "https://x.example/\n\n```{youtube} aqz-KE-bpKQ\n:title: 兎\n:caption: 説明\n```\n\n```{chart}\n国,量\n甲,1\n乙,2\n```\n"
    blog.post("a", body)
    blog.build()
    content = text_of(etree.fromstring(blog.read("blog/atom.xml").encode()), "{*}entry/{*}content")
    page = html_tree(content)
    assert page.xpath("string(//blockquote//a)") == "題"
    assert page.xpath("//blockquote//img/@src")[0].startswith("https://blog.example/sub/_images/x.")
    assert page.xpath("//a[@href='https://www.youtube.com/watch?v=aqz-KE-bpKQ']/text()") == ["▶ 兎 (YouTube)"]
    assert "説明" in content
    assert "押すと" not in content
    assert 'srcset="https://blog.example/sub/_images/chart.' in content
    assert page.xpath("//td/text()") == ["甲", "1", "乙", "2"]


def test_no_control_character_comes_into_a_feed_by_another_name(blog: Blog) -> None:
    blog.conf("blog_feed_subtitle = 'a\\x85b\\x9f'")
    blog.post("a", "一&#133;二&#x9f;三 <b>&#x85;&#x7f;四</b>\n\n[x](https://x.example/ '&#x85;')\n", image_alt="'五'")
    blog.build()
    for name in ("blog/atom.xml", "blog/rss.xml", "blog/feed.json"):
        text = blog.read(name)
        text += "".join(map(str, json.loads(text)["items"])) if name.endswith("json") else ""
        assert not re.search("[\x7f-\x9f]|&#(13[0-9]|x[89][0-9a-f]);", text), name
