"""From articles to HTML: the builder, the translator, and what surrounds an article on its page."""
