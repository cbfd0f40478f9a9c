"""Formulas: what authors write becomes MathML, with its numbers; what cannot be read is told with its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from kawaraban.sources.math.chemistry import chemistry
from kawaraban.sources.math.latex import Unreadable
from kawaraban.sources.math.mathml import mathml
from kawaraban.sources.math.reasons import explain
from kawaraban.text.portable_html import portable
from tests.conftest import Blog, html_tree

LINES = r"""
a^2 + b^2 = c^2
^{90}\mathrm{Sr}
^2
_{Z}^{A}X
x'' + 2\zeta\omega_0 x' + \omega_0^2 x = 0
\frac{1}{2} + \dfrac{3}{4} - \tfrac{5}{6}
\cfrac{1}{1+\cfrac{1}{x}}
x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}
\sqrt[3]{x^2+1}
\sum_{i=1}^{n} i = \frac{n(n+1)}{2}
\sum\limits_{k=0}^\infty \frac{x^k}{k!}
\prod_{p} \frac{1}{1-p^{-s}}
\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}
\iint_D f(x,y)\,dx\,dy
\oint_C \bm{F}\cdot d\bm{r}
\lim_{x \to 0} \frac{\sin x}{x} = 1
\limsup_{n\to\infty} a_n \ge \liminf_{n\to\infty} a_n
\max_{x \in X} f(x), \min_{y} g(y)
\operatorname{rank} A = \operatorname*{argmax}_{x} f(x)
\left< x \right> = \bigl< y \bigr>
\left\langle \psi \middle| \phi \right\rangle
\left( \frac{a}{b} \right] \left\{ c \right.
\left| x \right| + \|v\| + \lvert w \rvert
\lfloor x \rfloor + \lceil y \rceil
\bm{v} = {\bf v} = \mathbf{v} = \boldsymbol{\alpha}
{\rm d}x + {\it y} + {\cal L}
\symbfit{A} \symbf{B} \symit{c} \symup{d} \pmb{e}
\mathbb{R} \subset \mathbb{C}, \mathds{1}
\mathcal{L}\mathscr{F}\mathfrak{g}\mathsf{x}\mathtt{y}\mathit{z}
\mathrm{d}x \wedge \mathrm{d}y
\cancel{x} + \bcancel{y} + \xcancel{z}
\textcolor{red}{x} + \color{blue} y
\textcolor{#00aa00}{z} + \textcolor[HTML]{00AA00}{y} + \color{crimson} x
\boxed{E = mc^2}
\overline{AB} + \underline{x} + \widehat{xyz} + \widetilde{abc}
\hat{x}\bar{y}\tilde{z}\dot{w}\ddot{v}\vec{u}\check{t}\breve{s}
\overrightarrow{AB} \cdot \overleftarrow{CD}
\overbrace{x+y}^{2} + \underbrace{a+\cdots+z}_{26}
\overset{!}{=} \underset{n}{\to} \stackrel{\mathrm{def}}{=}
\xrightarrow[\text{下}]{\text{上}} \xleftarrow{f}
\binom{n}{k} = {n \choose k}
{a \over b}
\sum_{\substack{0<i<n \\ 0<j<n}} P(i,j)
\sum_{\begin{subarray}{l} i \\ j \end{subarray}} x
f\colon X \to Y, x \mapsto x^2
A \cup B \cap C \setminus D \subseteq E \in F \notin G
\forall x \exists y \colon x < y \land \lnot z \lor w
p \implies q \iff r \Rightarrow s \Leftrightarrow t
\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\theta\vartheta
\Gamma\Delta\Theta\Lambda\Xi\Pi\Sigma\Upsilon\Phi\Psi\Omega
\nabla \times \vec{E} = -\frac{\partial \vec{B}}{\partial t}
\nabla^2 \varphi = \Delta \varphi = 4\pi G \rho
i\hbar\frac{\partial}{\partial t}\Psi = \hat{H}\Psi
\bra{\psi} + \ket{\phi} + \braket{\psi|\phi}
a \equiv b \pmod{n}, c \bmod d
10^{-3} \times 1{,}000 = 3.14 \div \pi
90^\circ, 25\,\%, \$5, \#1, A\&B
\Re z + \Im z + |z| + \bar{z}
\ldots \cdots \vdots \ddots \dots
a \leq b \geq c \neq d \approx e \sim f \simeq g \cong h \propto i
a \ll b \gg c \lesssim d
\pm\mp\times\div\cdot\ast\star\circ\bullet\oplus\otimes
\partial f / \partial x_{i,j}^{(k)}
\therefore a = b \because c = d
\aleph_0 < 2^{\aleph_0}
\text{速さ} = \frac{\text{距離}}{\text{時間}}
v_\text{光} + \color{crimson} = 3 \times 10^{8}\ \mathrm{m/s}
\mbox{if } x > 0 \textrm{ then } \textbf{y} \textit{z}
\text{価格は 5\% 上がる}
\phantom{x} y \hphantom{z} w
a\,b\:c\;d\!e\quad f\qquad g~h\ i
\displaystyle\sum_i x_i \textstyle\sum_i x_i
\big( \Big( \bigg( \Bigg( x \Bigg) \bigg) \Big) \big)
\log_2 8 = 3, \ln e = 1, \exp(x), \det A, \dim V, \ker f, \gcd(a,b)
\sin^2\theta + \cos^2\theta = 1
\tan^{-1} x = \arctan x
\norm{v} = \abs{x}
\hspace{1em} x \hspace{2em}
\require{cancel}\cancel{a}
\mathop{\mathrm{foo}}_{x} y \mathbin{+} z \mathrel{=} w
\not= x \not\in Y
\prime \angle \triangle \square \checkmark \dagger \ddagger \S \ell \wp
\varnothing \emptyset \infty
\newcommand{\foo}[1]{\mathbf{#1}} \foo{x} + \foo{y}
\def\half{\frac12} \half + \half
\mathrm{CO_2}
x % y {
\smash{x}\mathstrut\strut y
\micro\mathrm{m} + \ohm
\genfrac{(}{)}{0pt}{}{n}{k}
\ce{H2O}
\ce{2H2 + O2 -> 2H2O}
\ce{^{90}_{38}Sr -> ^{90}_{39}Y + e-}
\ce{SO4^2-} + \ce{SO4^{2-}}
\ce{Na+ + Cl- -> NaCl}
\ce{N2 + 3H2 <=>[Fe][400 °C] 2NH3}
\ce{CaCO3 ->[加熱] CaO + CO2 ^}
\ce{Ba^2+ + SO4^2- -> BaSO4 v}
\ce{CuSO4 * 5H2O} + \ce{CuSO4.5H2O}
\ce{[Fe(CN)6]^4-} + \ce{Fe^{III}} + \ce{(NH4)2SO4}
\ce{CH3-CH=CH2} + \ce{HC#CH}
\ce{NaOH(aq) + HCl(aq) -> NaCl(aq) + H2O(l)}
\ce{1/2 O2} + \ce{C_nH_{2n+2}} + \ce{nH2O}
\ce{A ->[\Delta] B} + \ce{^{235}U + n -> ^{141}Ba}
c_{\ce{H+}} = 10^{-\mathrm{pH}}
""".strip().split("\n")
BLOCKS = [
    r"a &= b + c \\ &= d", r"a \\ b", "a = b\n\nc = d", r"a & b", r"E = mc^2 \tag{1}", r"E = mc^2 \tag*{式 $\ast$}",
    r"a &= b \tag{1} \\ c &= d", r"\begin{align} a &= b \\ c &= d \end{align}", r"\begin{align*} a &= b \\[1em] c &= d \end{align*}",
    r"\begin{alignat}{2} a &= b & c &= d \end{alignat}", r"\begin{flalign} a &= b \end{flalign}", r"\begin{gather} a \\ b \notag \end{gather}",
    r"\begin{multline} a + b \\ + c \end{multline}", r"\begin{equation} a = b \end{equation}", r"\begin{eqnarray} a &=& b \\ &=& c \end{eqnarray}",
    r"\begin{equation}\begin{split} a &= b \\ &= c \end{split}\end{equation}", r"\begin{aligned} a &= b \end{aligned}", r"\begin{gathered} a \\ b \end{gathered}",
    r"\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}", r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}", r"\begin{bmatrix} a \\ b \end{bmatrix}",
    r"\begin{Bmatrix} a \end{Bmatrix}", r"\begin{vmatrix} a & b \\ c & d \end{vmatrix}", r"\begin{Vmatrix} a \end{Vmatrix}", r"\left(\begin{smallmatrix} a \\ b \end{smallmatrix}\right)",
    r"|x| = \begin{cases} x & x \ge 0 \\ -x & \text{if $x < 0$} \end{cases}", r"\begin{dcases} \frac12 \\ 1 \end{dcases}", r"\begin{rcases} a \\ b \end{rcases} = c",
    r"\begin{array}{c|cc} \hline a & b & c \\ \hline 1 & 2 & 3 \end{array}", r"\begin{array}{l@{\,}r} a & b \end{array}", r"\begin{array}{*{3}{c}} a & b & c \end{array}",
    r"\left\{\begin{array}{l} x + y = 1 \\ x - y = 0 \end{array}\right.", "f(x) % 説明 {\n= x", r"\begin{pmatrix} a_{11} & \cdots & a_{1n} \\ \vdots & \ddots & \vdots \\ a_{m1} & \cdots & a_{mn} \end{pmatrix}",
]  # fmt: skip
UNREADABLE = [
    ("$a & b$", "& b", "rows with columns"), (r"$\foo{x}$", r"\foo{x}", "not known"), ("$$\n\\end{matrix}\n$$", r"\end{matrix}", "not opened"),
    (r"$\frac{a$", r"\frac{a", "not closed"), (r"$\begin{CD}x\end{CD}$", "CD", "not known"), (r"$\ce{H2O 水}$", "水", r"\ce cannot"),
    (r"$\ce{\bond{~}}$", r"\bond", r"\ce cannot"), (r"$x \eqref{e}$", r"\eqref{e}", "{eq}"), (r"$a \tag{1}$", r"\tag", "of its own"),
    (r"$x_1_2$", "_2", "braces"), (r"$\left( x$", "x", "not closed"), (r"$\bar$", r"\bar", "missing"), (r"$\def\x{\x\x}\x$", r"\def", "too long"),
    ("$" + "{" * 5000 + "}" * 5000 + "$", "{{{", "too long"), (r"$\def\x{" + r"\sqrt " * 99 + r"\x}\x$", r"\def", "too long"),
    (r"{math}`\textcolor{nosuch}{x}`", "nosuch", "colour"), ("```math\nx +\n\\foo\n```", r"\foo", "not known"),
]  # fmt: skip


def test_formulas_of_all_kinds_become_mathml() -> None:
    assert len(LINES) + len(BLOCKS) >= 120
    for text in LINES:
        for block in (False, True):
            assert etree.fromstring(mathml(text, block=block)).get("alttext") == " ".join(text.split()), text
    for text in BLOCKS:
        assert len(etree.fromstring(mathml(text, block=True))), text
        assert "(??)" not in mathml(text, block=True)


def test_formulas_that_failed_show_what_is_meant() -> None:
    def words(text: str, **settings: Any) -> str:
        return "".join(map(str, etree.fromstring(mathml(text, **settings)).itertext())).replace("\xa0", " ")

    assert words(r"\left< x \right>") == "⟨x⟩"
    assert words(r"\text{もし $x>0$ なら}") == "もし x>0 なら"
    assert words(r"v_\text{a $x$}w") == "va xw"
    assert words(r"x % y") == "x"
    assert words(r"a \\[1em] b", block=True) == "ab"
    assert words(r"E \tag{式}", block=True) == "E(式)"
    assert words(r"\begin{align} a \\ b \end{align}", block=True) == "ab"
    assert words(r"\begin{align} a \\ b \end{align}", block=True, numbers=["3", ""]) == "a(3)b"
    assert mathml(r"a \\ b", block=True).count("<mtr>") == 2
    assert mathml("a = b\n\nc = d", block=True).count("<mtr>") == 2


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("H2O", r"\mathrm{H}_{2}\mathrm{O}"), ("SO4^2-", r"\mathrm{S}\mathrm{O}_{4}{}^{2-}"), ("^{90}_{38}Sr", r"{}^{90}_{38}\mathrm{Sr}"),
        ("Na+", r"\mathrm{Na}{}^{+}"), ("2H2 + O2", r"2\,\mathrm{H}_{2} + \mathrm{O}_{2}"), ("C=O", r"\mathrm{C}{=}\mathrm{O}"),
        ("Ca(OH)2", r"\mathrm{Ca}(\mathrm{O}\mathrm{H})_{2}"), ("A ->[熱] B", r"\mathrm{A} \xrightarrow{\text{熱}} \mathrm{B}"),
    ],
)  # fmt: skip
def test_chemistry_is_latex(text: str, latex: str) -> None:
    assert chemistry(text) == latex


def test_a_formula_that_cannot_be_read_is_an_error_at_its_line(blog: Blog) -> None:
    body, lines = "", {}
    for text, piece, _why in UNREADABLE:
        body += f"文。\n続く {text}\n\n" if text[0] in "${" and "$$" not in text else f"{text}\n\n"
        where = body.rstrip().count("\n") + 5
        lines[where - (text.count("\n") and 1)] = piece
    for number in range(120):
        blog.post(f"p{number}", "$x$\n")
    blog.post("a", body)
    said = blog.fails().split("\n")
    told = {int(line.split(":")[1]): line for line in said}
    assert sorted(told) == sorted(lines)
    assert len(said) == len(lines)
    assert all(piece in told[line] for line, piece in lines.items())


@pytest.mark.parametrize(("text", "piece", "why"), UNREADABLE)
def test_an_error_says_what_was_not_understood_and_why(text: str, piece: str, why: str) -> None:
    with pytest.raises(Unreadable) as told:
        mathml(re.sub(r"```(math)?|\{math\}|[$`]", "", text).strip("\n"), block="\n" in text)
    assert piece in explain(told.value)
    assert why in explain(told.value)


def test_numbers_and_references_are_those_of_the_document(blog: Blog) -> None:
    blog.post(
        "a",
        "式 \\eqref{row}、$\\eqref{e}$、{eq}`m`、{eq}`in`。\n\n$$ a $$ (e)\n\n\\begin{align}\na &= b \\label{row} \\\\\n"
        "c &= d \\notag \\\\\ne &= f\n\\end{align}\n\n```{math}\n:label: m\nx\n```\n\n$$\n\\label{in} y\n$$\n\n"
        "\\begin{align*}\na\n\\end{align*}\n\n```{math}\n\\begin{gather} p \\\\ q \\end{gather}\n```\n",
    )
    blog.build()
    page = html_tree(blog.read("a.html"))
    links = [(link.text_content(), link.get("href")) for link in page.xpath("//article//p/a[starts-with(@href, '#')]")]
    assert links == [("(2)", "#equation-row"), ("(1)", "#equation-e"), ("(4)", "#equation-m"), ("(5)", "#equation-in")]
    assert all(page.xpath(f"//*[@id='{address[1:]}']") for _text, address in links)
    shown = " ".join(node.text_content() for node in page.find_class("math"))
    assert re.findall(r"\((\d)\)", shown) == list("1234567")
    assert "label" not in blog.read("a.html").split("<article")[1].split("</article>")[0]
    first = blog.files()
    blog.post("a", blog.root.joinpath("src/posts/a.md").read_text("utf-8").split("---\n")[2])
    blog.build()
    assert blog.files() == first


def test_formulas_read_in_a_feed() -> None:
    def plain(text: str) -> str:
        return portable(f"<p>{mathml(text)}</p>", "https://blog.example/a.html")[0]

    assert plain("E = mc^2") == "<p><i>E</i> = <i>m</i><i>c</i><sup>2</sup></p>"
    assert plain(r"^{90}\mathrm{Sr}") == "<p><sup>90</sup>Sr</p>"
    assert plain(r"\ce{2H2 + O2 -> 2H2O}") == "<p>2 H<sub>2</sub> + O<sub>2</sub> ⟶ 2 H<sub>2</sub>O</p>"
    assert plain(r"\frac{1}{2}") == r"<p><code>\frac{1}{2}</code></p>"


def test_two_blogs_on_end_have_the_same_formulas(make_blog: Callable[[str], Blog]) -> None:
    files = []
    for name in ("one", "two"):
        blog = make_blog(name)
        blog.post("a", "\\begin{align}\na &= b\n\\end{align}\n")
        blog.build()
        files.append(blog.read("a.html"))
    assert files[0] == files[1]


def test_what_is_not_understood_is_told_with_its_row() -> None:
    with pytest.raises(Unreadable) as told:
        mathml("a\nb\n\\foo", block=True)
    assert (told.value.piece, told.value.line) == (r"\foo", 2)
