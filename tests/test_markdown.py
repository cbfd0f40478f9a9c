"""Markdown as Japanese writes it: emphasis beside punctuation, line ends without spaces; elsewhere as CommonMark."""

import pytest
from markdown_it import MarkdownIt

from kawaraban.markdown.cjk import cjk_emphasis, cjk_line_ends, is_cjk


@pytest.fixture(scope="module")
def md():
    return MarkdownIt("commonmark").enable("strikethrough").use(cjk_emphasis).use(cjk_line_ends)


def line(md, text):
    return md.renderInline(text)


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
def test_emphasis_beside_cjk(md, text, expected):
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
def test_line_ends(md, text, expected):
    assert line(md, text) == expected


@pytest.mark.parametrize(
    ("text", "cjk"),
    [("漢", True), ("か", True), ("ｶ", True), ("Ａ", True), ("。", True), ("한", True), ("ᅡ", True), ("㊙", True), ("🈂", True),
     ("〈", True), ("\u3000", True), ("a", False), ("é", False), ("Ω", False), ("…", False), ("😀", False), ("⌚", False), ("🈁", False), ("◽", False)],
)  # fmt: skip
def test_what_is_cjk(text, cjk):
    assert is_cjk(text) is cjk


def test_posts_are_read_so(blog):
    blog.post(
        "a",
        "これは**「強調」**です。\n次の行は[^1]\n続く。~~「消す」~~と{ruby}`漢字|かんじ`\nです。\n\n[^1]: 注の\n文。\n",
    )
    blog.press()
    page = blog.read("a.html")
    assert "<strong>「強調」</strong>です。次の行は" in page
    assert "</a>続く。" in page
    assert "</ruby>です。" in page
    assert "注の文。" in page


def test_a_blog_of_another_language_is_read_so_too(blog):
    blog.conf('language = "en"')
    blog.post("a", "one\ntwo 日本\n語\n")
    blog.press()
    assert "one\ntwo 日本語" in blog.read("a.html")
