"""What leaves the press besides pages: feeds, search, site maps, redirects, headers; and the moment of publishing."""
