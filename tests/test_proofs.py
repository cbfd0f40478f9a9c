"""The gentle reading of posts: what fails in silence is told with its line, and what is meant is left alone."""

from __future__ import annotations

import pytest

from kawaraban.sources.proofreading import proofread
from tests.conftest import Blog
from tests.fuzz.proofs import run

TOLD = [
    ("＃見出し", "＃"), ("文。\n\n＃＃ 見出し", "＃＃"), ("これは＊強調＊です", "＊強調＊"), ("＊＊強調＊＊", "＊＊強調＊＊"),
    ("｜国｜量｜\n｜日本｜1｜", "｜国｜量｜"), ("［札］（https://example.org/）", "［札］"), ("[札]（https://example.org/）", "[札]"),
    ("［札］（a.html）", "［札］"), ("＞引用", "＞"), ("｀コード｀", "｀コード｀"), ("ﾚｱｱｰｽの話", "レアアース"), ("か\u3099く", "が"), ("e\u0301te", "é"),
    ("** 空き **です", "** 空き **"), ("**閉じない", "**閉じない"), ("~~消し", "~~消し"), ("これは__強調__です", "__"),
    ("港は[[港の話]]へ", "[[港の話]]"), ("![[港.png|300]]", "![[港.png|300]]"), ("これは==印==です", "==印=="), ("文%%覚え書き%%文", "%%覚え書き%%"),
    ("これは #港 の話", "#港"), ("#見出し", "#見出し"), ("##見出し", "##見出し"), ("[[toc]]", "[[toc]]"), ("[TOC]", "[TOC]"), ("- 目次\n{:toc}", "{:toc}"),
    ("{{< youtube dQw4w9WgXcQ >}}", "{{< youtube"), ("{{<youtube id>}}", "{{…}}"), ("{{% notice %}}", "{{% notice %}}"),
    ('[前](' + '{{< relref "a.md" >}})', "{{< relref"), ("{% include a.html %}", "{% include"), ("住所は{{ site.baseurl }}/です", "{{ site.baseurl }}"),
    ("文。\n{: .lead}", "{: .lead}"), ("{::comment}", "{::comment}"), ("[資料](a b.pdf)", "[資料](a b.pdf)"), ("文^[脚注]", "^[脚注]"),
    ('!!! note "題"\n    文', '!!! note'), ("<div markdown=\"1\">\n**強**\n</div>", "markdown="), ("文である。\n---", "---"), ("#### 四", "####"),
    (":::columns 題\n文\n:::", "題"), (":::message\n＃見出し\n:::", "＃"), ("> [!NOTE]\n> [[港]]", "[[港]]"), ("| a |\n|---|\n| [[港]] |", "[[港]]"),
    ("文。 ^a1b2", "^a1b2"), ("*[HTML]: Hyper", "*[HTML]: Hyper"), ("# 一\n\n# 二", "#"),
    ("```{note}\n＃見出し\n```", "＃"), ("- 項\n- **閉じない", "**閉じない"), ("| a |\n|---|\n| ＊x＊ |", "＊x＊"),
    ("・一\n・二", "“- ”"), ("次のとおり。\n・一\n・二", "“- ”"), ("１．一\n２．二", "“1. ”"), ("> ・一\n> ・二", "“- ”"), ("■一\n■二", "“■”"),
    ("| a | b |\n| 1 | 2 |", "| --- | --- |"), ("| a | b |\n|---|\n| 1 | 2 |", "“| --- | --- |”"),
    ("```js\na\n", "“```js” is not closed"), ("> ~~~\n> a", "“~~~” is not"), (":::{note}\n文", "“:::{note}” is not"),
    ("```js\na\n\n文\n\n```py\nb\n```", "“```py”"), (":::{note}\n:::{tip}\n文\n:::\n:::", "“::::”"), ("- 項\n\n  ```\n  a", "is not closed"),
    ("    港の話である。", "a code block"), ("\t港の話、である", "a code block"), ("    This is a plain sentence of seven words.", "a code block"),
    ("$$\nx^2\n\ny", "that begins with “$$”"), ("\\begin{align}\nx", r"\end{align}"), (r"式は\(x^2\)です", "“$x^2$”"), (r"\[\frac{1}{2}\]", r"“$$\frac{1}{2}$$”"),
    ("値3$x^2$です", "no digit next to"), ("<div>\n\n文", "“</div>”"), ("文<b>太い", "“</b>”"), ('<a id="x"/>文', "“</a>”"), ("<details><summary>題</summary>\n\n文", "“</details>”"),
    ("東京《とうきょう》", "“｜東京《とうきょう》”"), ("AI《エーアイ》", "“｜AI《エーアイ》”"), ("|魔法使い《ウィザード》", "“｜魔法使い《ウィザード》”"),
    ("![](a.png)", "![…](a.png)"), ('<img src="a.png">', 'alt="…"'), ("```{image} a.png\n```", ":alt:"),
    ("[資料](a b.pdf)", "[資料](<a b.pdf>)"), ("[資料](https://example.org/a b)", "[資料](https://example.org/a%20b)"), ('[資料](a b.pdf "題")', '(<a b.pdf> "題")'),
]  # fmt: skip
LEFT = [
    "## 見出し", "**強調**です", r"\*\*星\*\*", "`**`", "```\n＃ **\n```", "```{code-block} md\n＃見出し\n```", "2 * 3 * 4", "注＊1", "a｜b", "［注］（参考）",
    "[[1]](https://example.org/)", "`[[a]]`", "[^1]\n\n[^1]: 注", "`{{< a >}}`", "```\n{{< a >}} [[b]]\n```", "C# と F#", "#1 と #fff", "a == b == c", "100%%",
    "https://example.org/#港", "{ruby}`漢字|かんじ`", "{.lead}\n文。", "[資料](<a b.pdf>)", "![資料](a b.png)", '[資料](a.pdf "題 名")', "注（a b.c）", r"\[[港]]",
    "2 ^ 3", "x^2", "# 題\n\n## 節", "題\n---", "## 二\n\n### 三\n\n## 二", ":::message\n文\n:::", ":::details 題\n文\n:::", "@[card](https://example.org/)", "[x] と (a/b)", "{a: b}", "#",
    "５．全角の番号", "・中黒の箇条", "https://example.org/a__b__c", "$a**b$ と", "__init__.py".join("``"), "塚\ufe00", "神", "①〜③", "%%",
    "- 一\n- 二", "・一\n\n・二", "・一  \n・二", "```\n・一\n・二\n```", "<p>\n・一\n・二\n</p>", "１．五倍である。\n文。", "5．5である\n6．6である", "文・一\n・二",
    "| a | b |\n| --- | --- |\n| 1 | 2 |", "```\n| a | b |\n| 1 | 2 |\n```", "絶対値は\n|a|\nである", "````md\n```js\na\n```\n````", "~~~\n```\n~~~", "> ```\n> a\n> ```",
    "::::{note}\n:::{tip}\n文\n:::\n::::", "- ```js\n  a\n  ```", "@[youtube](dQw4w9WgXcQ)", "    print('港')  # 港を表示する、はず。", "    make html", "　港の話である。",
    "$$\nx^2\n$$", "$x^2$", r"\(注\)と\[注\]", "$5 と $10", "`$$`", r"`\(x^2\)`", "\\begin{align}\nx\n\\end{align}",
    "<div>\n\n文\n\n</div>", "文<br>文<img src=a.png alt=''>", "<p>文\n\n<ul><li>項</ul>", "<svg><path d='M0 0'/></svg>", "`<b>`", "<b>太い</b>", "<!-- <b> -->",
    "｜東京《とうきょう》", "絵画《ひまわり》", "モネの《すいれん》", "交響曲《運命》", "宇宙《コスモス》展", "《《強調》》", r"東京\《とうきょう》", "`東京《とうきょう》`",
    "![港](a.png)", "<img src=a.png alt=''>", "```{figure} a.png\n港の写真\n```", "```{image} a.png\n:alt: 港\n```", "[資料](a%20b.pdf)", "[注](see below)", "`[資料](a b.pdf)`",
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_what_fails_in_silence_is_told_with_its_line(text: str, told: str) -> None:
    faults = proofread(f"---\ntitle: 題\n---\n文。\n\n{text}\n")
    assert [told in fault.text for fault in faults] == [True]
    assert "\n".join(["---", "title: 題", "---", "文。", "", text]).split("\n")[faults[0].line - 1].strip()
    assert faults[0].line >= 6


@pytest.mark.parametrize("text", LEFT)
def test_what_is_meant_is_left_alone(text: str) -> None:
    assert proofread(f"文。\n\n{text}\n") == []


def test_check_tells_and_goes_on(blog: Blog) -> None:
    blog.post("a", "文。\n\n＃見出し\n")
    assert "posts/a.md:7: “＃”" in blog.build(proofread=True).replace("「", "“").replace("」", "”")
    assert "＃" not in blog.build()


def test_a_block_that_took_the_end_of_another_hides_no_third_one() -> None:
    text = "```js\na\n\n```py\nb\n```\n\n文。\n\n```\n文。\n"
    assert [finding.line for finding in proofread(text)] == [1, 10]


def test_any_text_can_be_read_and_mending_it_comes_to_an_end() -> None:
    run(seed=0, rounds=150)
