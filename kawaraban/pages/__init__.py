"""From articles to HTML pages: the builder, the translator, and everything around an article on its page."""
