"""Outputs besides pages: feeds, search, sitemaps, redirects, headers; and publishing the finished site."""
