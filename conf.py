"""The site of elh: what Sphinx, ABlog and Kawaraban need to know of it."""

extensions = ["kawaraban"]
language = "ja"
exclude_patterns = [
    "README*",
    "CHANGELOG*",
    "CONTRIBUTING*",
    "SECURITY*",
    "LICENSE*",
    "docs",
    "tests",
    "tools",
    "benchmarks",
]

# --- the blog -------------------------------------------------------------
blog_title = "未来瓦版"
blog_feed_subtitle = "世界の動きと、これから来る技術と、物語のこと。"
blog_baseurl = "https://elh.example/"
blog_authors = {"elh": ("エル", None)}
blog_default_author = "elh"
copyright = "elh"

# --- Kawaraban ------------------------------------------------------------
kawaraban_timezone = "Asia/Tokyo"
kawaraban_feed_authority = "elh.example,2025"
kawaraban_contact = {"mail": "elh@elh.example"}
kawaraban_profile = {
    "text": "個人サークル「elh」の中の人。電子書籍、ビジュアルノベル、RPGをつくりながら、世界情勢と技術の話を書いています。制作集団「future extra」にも参加。",
    "portrait": "_static/portrait.svg",
    "portrait_alt": "赤い円い眼を持つ印判の似顔絵",
    "links": [
        {"name": "作品一覧", "url": "works.html"},
        {"name": "このブログについて", "url": "about.html"},
    ],
}

# --- the looks ------------------------------------------------------------
html_favicon = "_static/favicon.svg"
