"""Pure functions on text: letters, encodings, dates, addresses, HTML, CSS. They know of no blog, and of no Sphinx."""
