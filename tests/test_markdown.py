"""Markdown as Japanese writes it: emphasis, line ends, addresses, readings, anchors; elsewhere as CommonMark."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from kawaraban.sources.markdown.autolinks import bare_links
from kawaraban.sources.markdown.cjk import cjk_emphasis, cjk_line_ends, is_cjk
from kawaraban.sources.markdown.pictures import loose_images
from kawaraban.sources.markdown.ruby import novel_marks
from tests.conftest import Blog


@pytest.fixture(scope="module")
def md() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("strikethrough").use(cjk_emphasis).use(cjk_line_ends)


def line(md: MarkdownIt, text: str) -> str:
    return str(md.renderInline(text))


EMPHASIS = [
    ("**重要な「資源」**です", "<strong>重要な「資源」</strong>です"),
    ("**テスト。**テスト", "<strong>テスト。</strong>テスト"),
    ("*「強調」*です", "<em>「強調」</em>です"),
    ("**A社（東京）**は", "<strong>A社（東京）</strong>は"),
    ("**[リンク](u)**です", '<strong><a href="u">リンク</a></strong>です'),
    ("~~「取り消し」~~です", "<s>「取り消し」</s>です"),
    ("これは**「強調」**です", "これは<strong>「強調」</strong>です"),
    ("これは**強調(かっこ)**です", "これは<strong>強調(かっこ)</strong>です"),
    ("**`code`**です", "<strong><code>code</code></strong>です"),
    ("これは**`code`**", "これは<strong><code>code</code></strong>"),
    ("**(注)**です", "<strong>(注)</strong>です"),
    ("価格は**1,000円！**です", "価格は<strong>1,000円！</strong>です"),
    ("**？**か", "<strong>？</strong>か"),
    ("**「A」**と**「B」**", "<strong>「A」</strong>と<strong>「B」</strong>"),
    ("***「三」***つ", "<em><strong>「三」</strong></em>つ"),
    ("**太字の*「斜体」*です。**次", "<strong>太字の<em>「斜体」</em>です。</strong>次"),
    ("**99％**が", "<strong>99％</strong>が"),
    ("**ｶﾅ｡**ﾃﾞｽ", "<strong>ｶﾅ｡</strong>ﾃﾞｽ"),
    ("これは*ａ．*です", "これは<em>ａ．</em>です"),
    ("**我喜欢「这个」。**是", "<strong>我喜欢「这个」。</strong>是"),
    ("**이것(this)**을", "<strong>이것(this)</strong>을"),
    ("**\"문장.\"**이다", "<strong>&quot;문장.&quot;</strong>이다"),
    ("**葛\U000e0100（かつ）**飾", "<strong>葛\U000e0100（かつ）</strong>飾"),
    ("葛\U000e0100**（かつ）**飾", "葛\U000e0100<strong>（かつ）</strong>飾"),
    ("塚\ufe00**（つか）**は", "塚\ufe00<strong>（つか）</strong>は"),
    ("“\ufe01**（注）**は", "“\ufe01<strong>（注）</strong>は"),
    ("𠮷**（よし）**野家", "𠮷<strong>（よし）</strong>野家"),
    ("**（よし）**𠮷野家", "<strong>（よし）</strong>𠮷野家"),
    ("㊙**（まるひ）**です", "㊙<strong>（まるひ）</strong>です"),
    ("**。**。", "<strong>。</strong>。"),
    ("a**。**b", "a<strong>。</strong>b"),
    ("a**。b**c", "a<strong>。b</strong>c"),
    # an underscore is never in the middle of a word, be it Japanese
    ("これは_強調_です", "これは_強調_です"),
    ("_強調_ です", "<em>強調</em> です"),
    ("「_強調_」です", "「<em>強調</em>」です"),
    ("__注意__：危険", "<strong>注意</strong>：危険"),
    # no mark of emphasis
    ("** 空き **です", "** 空き **です"),
    ("2*3*4は24", "2<em>3</em>4は24"),
    (r"\**星\**です", r"*<em>星*</em>です"),
    ("※*注", "※*注"),
    # without a CJK character beside it, as CommonMark has it
    ('a*"foo"*', 'a*&quot;foo&quot;*'),
    ("😀**（笑）**😀", "😀<strong>（笑）</strong>😀"),
    ("foo**(bar)**baz", "foo**(bar)**baz"),
    ("**foo.**bar", "**foo.**bar"),
    ("é**(x)**é", "é**(x)**é"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EMPHASIS)
def test_emphasis_beside_cjk(md: MarkdownIt, text: str, expected: str) -> None:
    assert line(md, text) == expected


LINES = [
    ("日本\n語", "日本語"), ("です。\n次の", "です。次の"), ("カナ、\n漢字", "カナ、漢字"), ("「引用」\n「引用」", "「引用」「引用」"),
    ("中文\n字", "中文字"), ("ｱｲ\nｳｴ", "ｱｲｳｴ"), ("𠮷\n野", "𠮷野"), ("彼は……\nそう", "彼は……そう"), ("そう\n――彼は", "そう――彼は"),
    ("日本\nEnglish", "日本\nEnglish"), ("English\n日本", "English\n日本"), ("one\ntwo", "one\ntwo"), ("한글\n문장", "한글\n문장"),
    ("日本\n한글", "日本\n한글"), ("約\n100円", "約\n100円"), ("yes…\nno", "yes…\nno"),
    ("**太字**\nです", "<strong>太字</strong>です"), ("これは\n**太字**", "これは<strong>太字</strong>"), ("[札](u)\nです", '<a href="u">札</a>です'),
    ("改行\\\nする", "改行<br />\nする"), ("改行  \nする", "改行<br />\nする"), ("`code`\nです", "<code>code</code>\nです"),
    ("絵\n![絵](u)", '絵\n<img src="u" alt="絵" />'), ("一\n二\n三", "一二三"), ("一\ntwo\n三", "一\ntwo\n三"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_line_ends(md: MarkdownIt, text: str, expected: str) -> None:
    assert line(md, text) == expected


@pytest.mark.parametrize(
    ("text", "cjk"),
    [("漢", True), ("か", True), ("ｶ", True), ("Ａ", True), ("。", True), ("한", True), ("ᅡ", True), ("㊙", True), ("🈂", True),
     ("〈", True), ("\u3000", True), ("a", False), ("é", False), ("Ω", False), ("…", False), ("😀", False), ("⌚", False), ("🈁", False), ("◽", False)],
)  # fmt: skip
def test_what_is_cjk(text: str, cjk: bool) -> None:
    assert is_cjk(text) is cjk


def test_posts_are_read_so(blog: Blog) -> None:
    blog.post(
        "a",
        "これは**「強調」**です。\n次の行は[^1]\n続く。~~「消す」~~と{ruby}`漢字|かんじ`\nです。\n\n[^1]: 注の\n文。\n",
    )
    blog.build()
    page = blog.read("a.html")
    assert "<strong>「強調」</strong>です。次の行は" in page
    assert "</a>続く。" in page
    assert "</ruby>です。" in page
    assert "注の文。" in page


def test_a_blog_of_another_language_is_read_so_too(blog: Blog) -> None:
    blog.conf('language = "en"')
    blog.post("a", "one\ntwo 日本\n語\n")
    blog.build()
    assert "one\ntwo 日本語" in blog.read("a.html")


WIKI = "https://ja.wikipedia.org/wiki/レアアース"
LINKS = [
    ("https://example.org/aを参照。", "https://example.org/a", "を参照。"),
    ("https://example.org/を参照。", "https://example.org/", "を参照。"),
    ("https://example.org/参照。", "https://example.org/", "参照。"),
    ("https://example.org/a、それから", "https://example.org/a", "、それから"),
    ("https://example.org/a?b=c&d=e#fです", "https://example.org/a?b=c&d=e#f", "です"),
    ("https://example.org/a。", "https://example.org/a", "。"),
    ("https://example.org/a.b.html.", "https://example.org/a.b.html", "."),
    ("https://example.org/a）です", "https://example.org/a", "）です"),
    ("https://example.org/a」と", "https://example.org/a", "」と"),
    ("https://example.org/a_(b)が", "https://example.org/a_(b)", "が"),
    ("https://example.org/a　全角", "https://example.org/a", "　全角"),
    ("https://example.orgです", "https://example.org", "です"),
    ("http://example.org:8000/aへ", "http://example.org:8000/a", "へ"),
    ("HTTPS://EXAMPLE.ORG/Aへ", "HTTPS://EXAMPLE.ORG/A", "へ"),
    ("https://example.org/~a/**は", "https://example.org/~a/", "**は"),
    (WIKI, WIKI, ""),
    (f"{WIKI} を参照", WIKI, " を参照"),
    (f"{WIKI}#採掘", f"{WIKI}#採掘", ""),
    (f"{WIKI}）と", WIKI, "）と"),
    (f"{WIKI}は", f"{WIKI}は", ""),
    (f"{WIKI}、次", "https://ja.wikipedia.org/wiki/", "レアアース、次"),
    ("https://example.org/s?q=南鳥島 で", "https://example.org/s?q=南鳥島", " で"),
]


@pytest.mark.parametrize(("text", "address", "rest"), LINKS)
@pytest.mark.parametrize("before", ["詳細は", "（", "「", "見よ "])
def test_a_bare_address_ends_where_japanese_begins(text: str, address: str, rest: str, before: str) -> None:
    links = MarkdownIt("commonmark").use(bare_links)
    first, opening, shown, _closing, *others = links.parseInline(f"{before}{text}")[0].children or []
    assert first.content == before
    assert opening.attrs["href"] == links.normalizeLink(address)
    assert shown.content.lower() == address.lower()
    assert "".join(token.content for token in others) == rest


@pytest.mark.parametrize(
    "text",
    ["`https://example.org/`", "example.org", "資源.com", "info@example.org", "ftp://example.org", "https:// example", "https://。",
     "xhttps://example.org", "https://"],
)  # fmt: skip
def test_what_is_no_address_stays_text(text: str) -> None:
    assert "<a" not in MarkdownIt("commonmark").use(bare_links).renderInline(text)


def test_an_address_in_a_link_is_part_of_its_text() -> None:
    links = MarkdownIt("commonmark").use(bare_links)
    assert links.renderInline("[https://a.org/](https://b.org/)").count("<a") == 1
    assert links.renderInline(f"<{WIKI}>を").startswith('<a href="https://ja.wikipedia.org/wiki/%E3%83%AC')


PICTURES = [
    ("![港](港の 写真.png)", '<img src="%E6%B8%AF%E3%81%AE%20%E5%86%99%E7%9C%9F.png" alt="港" />'),
    ("![港](写真 (1).PNG)後", '<img src="%E5%86%99%E7%9C%9F%20(1).PNG" alt="港" />後'),
    ('![a](a b.jpg "題")', '<img src="a%20b.jpg" alt="a" title="題" />'),
    ("![a *b*](a  b.svg )", '<img src="a%20%20b.svg" alt="a b" />'),
    ("[![a](a b.png)](u)", '<a href="u"><img src="a%20b.png" alt="a" /></a>'),
    ("![a](/images/a.png =250x)", '<img src="/images/a.png" alt="a" width="250px" />'),
    ('![a](a b.png =20x30 "題")', '<img src="a%20b.png" alt="a" width="20px" height="30px" title="題" />'),
    # as in CommonMark
    ("![a](a.png)", '<img src="a.png" alt="a" />'),
    ('![a](<a b.png> "題")', '<img src="a%20b.png" alt="a" title="題" />'),
    ("![a](a b) と (c.png)", "![a](a b) と (c.png)"),
    ("![a](a b.pdf)", "![a](a b.pdf)"),
    ("![a](a\nb.png)", "![a](a\nb.png)"),
    ("[a](a b.png)", "[a](a b.png)"),
    ("`![a](a b.png)`", "<code>![a](a b.png)</code>"),
    (r"\![a](a b.png)", "![a](a b.png)"),
    ("![a](javascript:a b.png)", "![a](javascript:a b.png)"),
    ("![a](a =x)", "![a](a =x)"),
]


@pytest.mark.parametrize(("text", "expected"), PICTURES)
def test_a_picture_may_have_blanks_in_its_address_and_a_size(text: str, expected: str) -> None:
    assert MarkdownIt("commonmark").use(loose_images).renderInline(text) == expected


@pytest.mark.parametrize("text", ["![a](" + " " * 30_000, "![a](" * 3_000, "![a](" + "(" * 20_000, "![a](b =" * 2_000])
def test_what_is_no_picture_is_given_up_soon(text: str) -> None:
    MarkdownIt("commonmark").use(loose_images).renderInline(text)


MARKS = [
    ("｜漢字《かんじ》", "ruby", "漢字|かんじ"), ("この｜本気《マジ》の", "ruby", "本気|マジ"), ("｜電子《でん｜し》", "ruby", "電子|でん|し"),
    ("｜United Nations《国際連合》", "ruby", "United Nations|国際連合"), ("《《強調》》です", "kenten", "強調"),
    ("**｜漢字《かんじ》**", "ruby", "漢字|かんじ"), ("[｜漢字《かんじ》](u)", "ruby", "漢字|かんじ"),
]  # fmt: skip
PLAIN = [
    ("漢字《かんじ》", "漢字《かんじ》"), ("『本』《副題》", "『本』《副題》"), ("a｜b", "a｜b"), (r"\｜漢字《かんじ》", "｜漢字《かんじ》"),
    ("｜《かんじ》", "《かんじ》"), (r"｜漢字\《かんじ》", "｜漢字《かんじ》"), ("｜漢字《》", "｜漢字《》"), ("《《》》", "《《》》"),
    ("｜ 《か》", "｜ 《か》"), ("｜一\n二《か》", "｜一\n二《か》"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "role", "content"), MARKS)
def test_novelists_marks(text: str, role: str, content: str) -> None:
    tokens = MarkdownIt("commonmark").use(novel_marks).parseInline(text)[0].children or ()
    assert [(token.meta["name"], token.content) for token in tokens if token.type == "myst_role"] == [(role, content)]


@pytest.mark.parametrize(("text", "shown"), [*PLAIN, ("`｜漢字《かんじ》`", "<code>｜漢字《かんじ》</code>")])
def test_what_is_no_novelists_mark(text: str, shown: str) -> None:
    assert MarkdownIt("commonmark").use(novel_marks).renderInline(text) == shown


def test_readings_stand_above_words_and_nowhere_else(blog: Blog) -> None:
    blog.post(
        "a",
        "# ｜瓦版《かわらばん》の話\n\n{ruby}`東京|とう|きょう`と｜葛\U000e0100飾《かつ｜しか》、《《強く》》。\n",
        title="",
    )
    blog.post("b", "", title="｜題《だい》")
    blog.build()
    page = blog.read("a.html")
    assert "><ruby>瓦版<rp>（</rp><rt>かわらばん</rt><rp>）</rp></ruby>の" in page
    assert "<ruby>東<rp>（</rp><rt>とう</rt><rp>）</rp>京<rp>（</rp><rt>きょう</rt><rp>）</rp></ruby>" in page
    assert "葛\U000e0100<rp>（</rp><rt>かつ</rt>" in page
    assert '<em class="kenten">強く</em>' in page
    assert "<title>瓦版の話 — " in page
    assert "かわらばん" not in blog.read("index.html") + blog.read("blog/archive.html")
    assert "東京と葛\U000e0100飾、強く。" in re.sub(r"<[^>]+>", "", blog.read("index.html"))
    assert "｜題《だい》" in blog.read("b.html")
    feed = blog.read("blog/atom.xml")
    assert "&lt;rt&gt;とう&lt;/rt&gt;" in feed
    assert "<title>瓦版の話</title>" in feed


@pytest.mark.parametrize(
    "mark", ["{ruby}`漢字`", "{ruby}`|かんじ`", "{ruby}`東京都|とう|きょう`", "｜東京都《とう｜きょう》"]
)
def test_readings_that_do_not_fit_are_errors(blog: Blog, mark: str) -> None:
    blog.post("a", f"文。\n\n{mark}\n")
    assert re.search(r"posts/a\.md:\d+: .*(漢字|東京都|かんじ)", blog.fails())


ANCHORS = """
## 背景

### Background

## 背景

(memo)=
## 控え

(覚え 書き)=
## 別の題

## ｜灯台《とうだい》まで

## ……

[一](#背景)、[二](#背景-1)、[三](#memo)、[四](#灯台まで)、{ref}`覚え 書き`
"""


def test_headings_have_anchors_that_can_be_read(blog: Blog) -> None:
    blog.post("a", ANCHORS, title="題")
    blog.build()
    page = blog.read("a.html")
    assert re.findall(r'<section id="(.*?)"', page)[1:7] == [
        "背景",
        "background",
        "背景-1",
        "memo",
        "覚え-書き",
        "灯台まで",
    ]
    assert re.findall(r'headerlink" href="#(.*?)"', page)[:4] == ["背景", "background", "背景-1", "memo"]
    ids = re.findall(r'\bid="(.*?)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#(.*?)"', page)) <= {*ids, "main"}
    assert any(re.fullmatch(r"id\d+", name) for name in ids)  # what was published before
