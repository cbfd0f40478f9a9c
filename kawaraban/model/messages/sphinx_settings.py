"""Messages of Sphinx about conf.py, with the setting that each is about."""

from __future__ import annotations

from kawaraban.model.messages.message import Message
from kawaraban.model.problems import N_

MESSAGES = (
    Message(
        "html_static_path entry {name} does not exist",
        N_("there is no folder “%(name)s”; make it, or delete it from html_static_path."),
        setting="html_static_path",
    ),
    Message(
        "html_static_path entry {name} is placed inside outdir",
        N_("the folder “%(name)s” is in the site that is made; move it elsewhere."),
        setting="html_static_path",
    ),
    Message(
        "html_extra_path entry {name} does not exist",
        N_("there is no file or folder “%(name)s”; make it, or delete it from html_extra_path."),
        setting="html_extra_path",
    ),
    Message(
        "html_extra_path entry {name} is placed inside outdir",
        N_("the folder “%(name)s” is in the site that is made; move it elsewhere."),
        setting="html_extra_path",
    ),
    Message(
        "logo file {name} does not exist",
        N_("there is no picture “%(name)s”; the path begins beside conf.py."),
        setting="html_logo",
    ),
    Message(
        "favicon file {name} does not exist",
        N_("there is no picture “%(name)s”; the path begins beside conf.py."),
        setting="html_favicon",
    ),
    Message(
        "invalid css_file: {name}, ignored",
        N_("html_css_files should be a list of names of files; this is %(name)s."),
        setting="html_css_files",
    ),
    Message(
        "invalid js_file: {name}, ignored",
        N_("html_js_files should be a list of names of files; this is %(name)s."),
        setting="html_js_files",
    ),
    Message(
        "Values in 'html_sidebars' must be a list of strings. At least one pattern has a string "
        "value: {name}. Change to `html_sidebars = {value}`.",
        N_("html_sidebars holds lists; write: html_sidebars = %(value)s"),
        setting="html_sidebars",
    ),
    Message(
        "page {page} matches two patterns in html_sidebars: {one} and {other}",
        N_("html_sidebars: “%(one)s” and “%(other)s” both hold for the page “%(page)s”."),
        setting="html_sidebars",
    ),
    Message(
        "unsupported theme option {name} given",
        N_("html_theme_options has no “%(name)s”."),
        setting="html_theme_options",
    ),
    Message(
        "no theme named {name} found (missing theme.toml?)",
        N_("there is no theme “%(name)s”; delete the line to get Kawaraban's own."),
        setting="html_theme",
    ),
    Message(
        "The config value `{name}` has to be a one of {all}, but `{value}` is given.",
        N_("%(name)s should be one of %(all)s; it is %(value)s."),
        setting="{name}",
    ),
    Message(
        "The config value `{name}' has type `{type}'; expected {all}.",
        N_("%(name)s is of the type %(type)s, and should be %(all)s; a text stands between quotation marks."),
        setting="{name}",
    ),
    Message(
        "The config value `{name}' has type `{type}', defaults to `{all}'.",
        N_("%(name)s is of the type %(type)s, and should be %(all)s; a text stands between quotation marks."),
        setting="{name}",
    ),
    Message(
        "The config value `source_suffix' expects a dictionary, a string, or a list of strings. Got "
        "`{value}' instead (type {type}).",
        N_("source_suffix should be a dict; delete the line, posts end in “.md”."),
        setting="source_suffix",
    ),
    Message(
        "cannot cache unpickleable configuration value: {name} (because it contains a function, "
        "class, or module object)",
        N_("%(name)s holds a function or a module; write plain values."),
        setting="{name}",
    ),
    Message(
        "Invalid configuration value found: 'language = None'. Update your configuration to a valid "
        "language code. Falling back to 'en' (English).",
        N_('there is no language None; write language = "ja" or language = "en".'),
        setting="language",
    ),
    Message(
        "Invalid Babel locale: {name}.",
        N_('there is no language “%(name)s”; write language = "ja" or language = "en".'),
        setting="language",
    ),
    Message(
        "Invalid date format. Quote the string by single quote if you want to output it directly: {value}",
        N_("“%(value)s” is no form of a date; write “%%Y-%%m-%%d”."),
        setting="html_last_updated_fmt",
    ),
    Message(
        "primary_domain {name} not found, ignored.",
        N_("there is no domain “%(name)s”; delete the line."),
        setting="primary_domain",
    ),
    Message(
        "invalid numfig_format: {value}",
        N_("numfig_format: “%(value)s” lacks “%%s”, where the number stands."),
        setting="numfig_format",
    ),
    Message(
        "invalid numfig_format: {value} ({reason})",
        N_("numfig_format: “%(value)s” cannot be read (%(reason)s)."),
        setting="numfig_format",
    ),
    Message(
        "Invalid math_eqref_format: {reason}",
        N_("math_eqref_format cannot be read: %(reason)s."),
        setting="math_eqref_format",
    ),
    Message(
        "Unknown math_renderer {name} is given.",
        N_("there is no html_math_renderer “%(name)s”; delete the line."),
        setting="html_math_renderer",
    ),
    Message(
        "default role {name} not found",
        N_("there is no mark {%(name)s}`…`; delete default_role."),
        setting="default_role",
    ),
    Message(
        "Source parser for {name} not registered",
        N_("nothing reads “%(name)s”; posts end in “.md”."),
        setting="source_suffix",
    ),
    Message(
        'Sphinx now uses "index" as the master document by default. To keep pre-2.0 behaviour, set '
        "\"master_doc = 'contents'\".",
        N_("the first page is index.md, not contents.md; rename it."),
        setting="root_doc",
    ),
    Message(
        "'setup' as currently defined in conf.py isn't a Python callable. Please modify its "
        "definition to make it a callable function. This is needed for conf.py to behave as a Sphinx "
        "extension.",
        N_("setup should be a function, “def setup(app):”; delete the line."),
        setting="setup",
    ),
    Message(
        "The configuration file (or one of the modules it imports) called sys.exit()",
        N_("conf.py ends the program with exit(); delete that line."),
        setting="sys",
    ),
    Message(
        "Sphinx is unable to load the master document ({path}) because it matches a built-in exclude "
        "pattern {pattern}. Please move your master document to a different location.",
        N_("the first page, %(path)s, is never read as a page; rename it."),
        setting="root_doc",
    ),
    Message(
        "Sphinx is unable to load the master document ({path}) because it matches an exclude pattern "
        "specified in conf.py, {pattern}. Please remove this pattern from conf.py.",
        N_("exclude_patterns excludes the first page, %(path)s; delete “%(pattern)s”."),
        setting="exclude_patterns",
    ),
    Message(
        "Sphinx is unable to load the master document ({path}) because it is not included in the "
        "custom include_patterns = {pattern}. Ensure that a pattern in include_patterns matches the "
        "master document.",
        N_("include_patterns lacks the first page, %(path)s."),
        setting="include_patterns",
    ),
    Message(
        "Sphinx is unable to load the master document ({path}). The master document must be within "
        "the source directory or a subdirectory of it.",
        N_("there is no first page, %(path)s; write it, with a heading “# …”."),
        setting="root_doc",
    ),
    Message(
        "config directory doesn't contain a conf.py file ({path})",
        N_("there is no conf.py here; run this in the folder of the blog."),
    ),
    Message(
        "An error happened in rendering the page {name}. Reason: {reason}",
        N_("the template of the page “%(name)s” fails: %(reason)s"),
        setting="templates_path",
    ),
)
