"""Messages of MyST-Parser."""

from __future__ import annotations

from kawaraban.model.messages.message import Message
from kawaraban.model.problems import N_

MESSAGES = (
    # Blocks and marks
    Message("Unknown directive type: {name}", N_("there is no block {%(name)s}."), suggests="directive"),
    Message('Unknown interpreted text role "{name}".', N_("there is no mark {%(name)s}`…`."), suggests="role"),
    Message(
        "Directive '{name}' cannot be mocked: {type}: {reason}",
        N_("{%(name)s} works in reStructuredText only; write this in another way."),
    ),
    Message("Invalid {name} attribute value: {value}", N_("“%(name)s=%(value)s” cannot be read as an attribute.")),
    Message("emphasize_lines: {reason}", N_("the lines to emphasise cannot be read; write “1,3-5”.")),
    Message(
        "content should be one image, followed by a single paragraph caption",
        N_("{figure-md} holds one image, an empty line, and one paragraph."),
    ),
    Message(
        "content should be one image (not found), followed by single paragraph caption",
        N_("{figure-md} holds one image, an empty line, and one paragraph."),
    ),
    Message(
        "content should be one image, followed by single paragraph caption (not found)",
        N_("{figure-md} holds one image, an empty line, and one paragraph."),
    ),
    # Files
    Message('Directive "{name}": file not found: {path}', N_("there is no file “%(path)s” to include.")),
    Message('Directive "{name}": error reading file: {path} {reason}.', N_("“%(path)s” is no UTF-8 text.")),
    Message(
        'Directive "{name}"; option "{option}": text not found "{text}".',
        N_("the included file does not contain “%(text)s”, which “:%(option)s:” names."),
    ),
    Message(":number-lines: with non-integer start value", N_("behind “:number-lines:” stands a number, or nothing.")),
    # Links, targets, footnotes
    Message(
        "'myst' cross-reference target not found: {name}",
        N_("nothing is called “%(name)s”; a link is written “#heading”, “post.md” or “file.pdf”."),
    ),
    Message(
        "'myst' reference target not found: {name}",
        N_("nothing is called “%(name)s”; a link is written “#heading”, “post.md” or “file.pdf”."),
    ),
    Message(
        "local id not found in doc {doc}: {name}",
        N_("%(doc)s.md has no heading or target “%(name)s”; write the words of the heading behind “#”."),
    ),
    Message(
        "Unknown source document {name}",
        N_("there is no file “%(name)s.md” to link to; its path is counted from this one."),
    ),
    Message("Could not find document: {name}", N_("there is no file “%(name)s” to link to.")),
    Message("No matches for {name}", N_("no inventory knows “%(name)s”.")),
    Message("Multiple matches for {name}: {all}", N_("several things are called “%(name)s”: %(all)s.")),
    Message("Multiple matches found for {name}: {all}", N_("several things are called “%(name)s”: %(all)s.")),
    Message(
        "more than one target found for 'myst' cross-reference {name}: could be {all}",
        N_("several things are called “%(name)s”: %(all)s."),
    ),
    Message(
        "Failed to load inventory {name}: {reason}",
        N_("the inventory “%(name)s” cannot be read (%(reason)s)."),
        setting="myst_inventories",
    ),
    Message(
        "Duplicate footnote definition found for label: '{name}'",
        N_("the footnote [^%(name)s] is defined twice; change one of them."),
    ),
    Message(
        "Footnote [{name}] is not referenced.",
        N_("nothing refers to the footnote [^%(name)s]; write “[^%(name)s]” in the text, or delete it."),
    ),
    Message("Duplicate reference definition: {name}", N_("the address of [%(name)s] is given twice; delete one line.")),
    # Front matter and substitutions
    Message("Malformed YAML", N_("the front matter is no YAML: is a quotation mark or a bracket open?")),
    Message("YAML is not a dict: {type}", N_("front matter is lines of “key: value”.")),
    Message("'myst' key not a dict: {type}", N_("below “myst:” stand lines of “  name: value”.")),
    Message("Unknown field: {name}", N_("“myst:” has no setting “%(name)s”.")),
    Message(
        "'{name}' is a global-only config and cannot be set in topmatter",
        N_("“%(name)s” holds for all posts; write myst_%(name)s in conf.py."),
    ),
    Message("Front matter field {name} is too large to render", N_("the value of “%(name)s” is too long.")),
    Message("Front matter field {name} could not be serialized", N_("the value of “%(name)s” cannot be read.")),
    Message("Substitution error:{type}: {reason}", N_("{{…}} cannot be filled in: %(reason)s.")),
    Message("circular substitution reference: {name}", N_("{{…}} stands for itself: %(name)s.")),
    Message(
        "top-level 'html_meta' key is deprecated, place under 'myst' key instead",
        N_("write “html_meta:” below “myst:”, indented."),
    ),
    Message(
        "top-level 'substitutions' key is deprecated, place under 'myst' key instead",
        N_("write “substitutions:” below “myst:”, indented."),
    ),
    Message(
        'Error parsing meta tag attribute "{name}": {reason}.', N_("“%(name)s” is no attribute of a meta element.")
    ),
    Message("Section reference target not found in this document: {name}", N_("this file has no section “%(name)s”.")),
    Message("HTML could not be parsed", N_("this HTML cannot be read; is a bracket or a quotation mark open?")),
    Message("HTML is too deeply nested to process", N_("the elements of this HTML stand in each other too deep.")),
    Message("<img> missing 'src' attribute", N_('<img> lacks src="…", the address of the image.')),
    Message(
        "No render method for: {name}",
        N_("“%(name)s” cannot be shown; the plugin or extension that makes it is not complete."),
    ),
    # Lines and lists
    Message(
        "Line {line} exceeds the line-length-limit: {number}.", N_("this line has more than %(number)s characters.")
    ),
    Message(
        "Found a definition in a definition list, with no preceding term",
        N_("“: …” explains a word; the word stands on the line above."),
    ),
    Message("Tasklist item has no leading paragraph for checkbox", N_("behind “[ ]” stands a text, on the same line.")),
    # conf.py
    Message("'{name}' items not recognised: {all}", N_("myst_%(name)s: there is no %(all)s."), setting="myst_{name}"),
    Message("'{name}' not iterable: {value}", N_("myst_%(name)s should be a list."), setting="myst_{name}"),
    Message(
        "'{name}' is not a dictionary: {value}",
        N_('myst_%(name)s should be a dict, such as {"name": "value"}.'),
        setting="myst_{name}",
    ),
    Message(
        "'{name}' is not a list of strings: {value}",
        N_('myst_%(name)s should be a list of texts, such as ["https"].'),
        setting="myst_{name}",
    ),
    Message(
        "'{name}{part}' must be of type {type} (got {value} that is a {other}).",
        N_("myst_%(name)s cannot be %(value)s, which is of another type."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}{part}' must be in {all} (got {value})",
        N_("myst_%(name)s should be one of %(all)s; it is %(value)s."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}' could not be loaded from string: {value}",
        N_("myst_%(name)s: there is no %(value)s."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}' is not a tuple of length 2: {value}",
        N_("myst_%(name)s cannot be %(value)s, which is of another type."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}' does not contain strings of length 1: {value}",
        N_("myst_%(name)s cannot be %(value)s, which is of another type."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}' is not callable: {value}",
        N_("myst_%(name)s cannot be %(value)s, which is of another type."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}' key is not a string: {value}",
        N_("myst_%(name)s cannot be %(value)s, which is of another type."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}[{key}]' value is not a string or dict: {value}",
        N_("myst_%(name)s: “%(key)s” cannot be %(value)s."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}[{key}]' keys are not strings: {value}",
        N_("myst_%(name)s: “%(key)s” cannot be %(value)s."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}[{key}]' value is not a 2-item list: {value}",
        N_("myst_%(name)s: “%(key)s” cannot be %(value)s."),
        setting="myst_{name}",
    ),
    Message(
        "'{name}' is not a known preset ({all}) or a python import path: {value}",
        N_("myst_%(name)s should be one of %(all)s; it is %(value)s."),
        setting="myst_{name}",
    ),
)

DIRECTIVES = (
    Message(
        "{number} argument(s) required, {given} supplied",
        N_("something is missing behind {%(directive)s}, on the same line: ```{%(directive)s} …"),
    ),
    Message(
        "maximum {most} argument(s) allowed, {number} supplied",
        N_("behind {%(directive)s} there may be %(most)s words, not %(number)s."),
    ),
    Message(
        "Unknown option key: {name} (allowed: {all})",
        N_("{%(directive)s} has no option “%(name)s”; it has: %(all)s."),
        suggests="option",
    ),
    Message(
        "Invalid option value for {name}: {value}: {reason}",
        N_("“%(value)s” cannot stand behind “:%(name)s:” of {%(directive)s}: %(reason)s"),
    ),
    Message(
        "Invalid options format (bad YAML)", N_("the options of {%(directive)s} are no YAML: is a quotation mark open?")
    ),
    Message(
        "Invalid options format (not a dict)", N_("between the “---” of {%(directive)s} stand lines of “name: value”.")
    ),
    Message("Invalid options format: {reason}", N_("the options of {%(directive)s} cannot be read: %(reason)s")),
    Message("Has content, but none permitted", N_("{%(directive)s} has no content; close it on the next line.")),
    Message(
        "Directive options has # comments, which may not be supported in future versions.",
        N_("an option holds “#”, which begins a comment; put its value between quotation marks."),
    ),
    Message(
        "Splitting content across first line and body, when an options block is present, is not recommended",
        N_("write the text of {%(directive)s} below its options, not behind its name."),
    ),
)
"""Messages about the first lines of a directive; before them stands its name."""

REASONS = (
    Message("expected ':' after key", N_("an option is written “:name: value”.")),
    Message("expected key before value", N_("an option is written “:name: value”.")),
    Message("expected key to start at column 0", N_("an option is written “:name: value”, without spaces before it.")),
    Message("found unexpected end of stream", N_("a quotation mark is opened and not closed.")),
    Message("found unknown escape character {char}", N_("between \"…\", “\\” is written twice: “\\\\”; or use '…'.")),
    Message(
        "expected escape sequence of {number} hexadecimal numbers, but found {char}",
        N_("between \"…\", “\\” is written twice: “\\\\”; or use '…'."),
    ),
    Message(
        "expected chomping or indentation indicators, but found {char}",
        N_("a value that begins with “|” or “>” needs quotation marks."),
    ),
    Message(
        "expected a comment or a line break, but found {char}",
        N_("a value that begins with “|” or “>” needs quotation marks."),
    ),
    Message(
        "expected indentation indicator in the range 1-9, but found 0",
        N_("a value that begins with “|” or “>” needs quotation marks."),
    ),
    Message("out of range(1-{most})", N_("there are lines 1 to %(most)s.")),
)
"""Why the options of a directive cannot be read."""
