"""Messages of Sphinx about documents."""

from __future__ import annotations

from kawaraban.model.messages.message import Message
from kawaraban.model.problems import N_

MESSAGES = (
    # Tables of contents
    Message(
        "toctree contains reference to nonexisting document {name}", N_("{toctree}: there is no page “%(name)s.md”.")
    ),
    Message(
        "toctree contains reference to non-existing document {name}", N_("{toctree}: there is no page “%(name)s.md”.")
    ),
    Message("toctree contains ref to nonexisting file {name}", N_("{toctree}: there is no page “%(name)s.md”.")),
    Message(
        "toctree contains reference to excluded document {name}",
        N_("{toctree}: “%(name)s.md” is not published; conf.py excludes it (exclude_patterns)."),
    ),
    Message(
        "toctree contains reference to non-included document {name}",
        N_("{toctree}: “%(name)s.md” is not published; conf.py does not include it (include_patterns)."),
    ),
    Message("toctree glob pattern {name} didn't match any documents", N_("{toctree}: no page matches “%(name)s”.")),
    Message("duplicated entry found in toctree: {name}", N_("{toctree} names “%(name)s” twice; delete one line.")),
    Message(
        "self referenced toctree found. Ignored.", N_("{toctree} names the page that it stands on; delete that line.")
    ),
    Message(
        "circular toctree references detected, ignoring: {name} <- {all}",
        N_("{toctree}: pages list each other in a circle: %(name)s <- %(all)s."),
    ),
    Message(
        "document is referenced in multiple toctrees: {all}, selecting: {name} <- {other}",
        N_("several {toctree} name this page: %(all)s. Let one of them name it."),
    ),
    Message(
        "toctree contains reference to document {name} that doesn't have a title: no link will be generated",
        N_("{toctree}: “%(name)s.md” has no title; give it a heading “# …”."),
    ),
    Message(
        "{name} is already assigned section numbers (nested numbered toctree?)",
        N_("{toctree}: “%(name)s” is numbered twice; write “:numbered:” only in the outermost one."),
    ),
    # Code and included files
    Message(
        "line number spec is out of range(1-{most}): {value}", N_("there are lines 1 to %(most)s, not “%(value)s”.")
    ),
    Message("invalid line number spec: {value}", N_("“%(value)s” are no lines; write “1,3-5”.")),
    Message("Pygments lexer name {name} is not known", N_("there is no language “%(name)s” to colour code in.")),
    Message(
        "Include file '{path}' not found or reading it failed", N_("there is no file “%(path)s”, or it cannot be read.")
    ),
    Message(
        "Encoding {name} used for reading included file '{path}' seems to be wrong, try giving an :encoding: option",
        N_("“%(path)s” is no UTF-8; save it as UTF-8."),
    ),
    Message(
        "Object named {name} not found in include file {path}", N_("“%(path)s” defines nothing called “%(name)s”.")
    ),
    Message("Line spec {value}: no lines pulled from include file {path}", N_("“%(path)s” has no lines “%(value)s”.")),
    Message(
        'Cannot use both "{one}" and "{other}" options',
        N_("“:%(one)s:” and “:%(other)s:” exclude each other; delete one."),
    ),
    Message(
        'Cannot use "lineno-match" with a disjoint set of "lines"',
        N_("“:lineno-match:” needs lines without a gap behind “:lines:”."),
    ),
    Message(
        "start-after pattern not found: {text}",
        N_("the included file does not contain “%(text)s”, which “:start-after:” names."),
    ),
    Message(
        "start-at pattern not found: {text}",
        N_("the included file does not contain “%(text)s”, which “:start-at:” names."),
    ),
    Message(
        "end-at pattern not found: {text}", N_("the included file does not contain “%(text)s”, which “:end-at:” names.")
    ),
    Message(
        "end-before pattern not found: {text}",
        N_("the included file does not contain “%(text)s”, which “:end-before:” names."),
    ),
    Message("non-whitespace stripped by dedent", N_("“:dedent:” cuts off text; make its number smaller.")),
    Message("Invalid caption: {text}", N_("“:caption:” cannot be read: %(text)s.")),
    # Lists
    Message(".. acks content is not a list", N_("{acks} holds one list, “- …”.")),
    Message(".. hlist content is not a list", N_("{hlist} holds one list, “- …”.")),
    Message("glossary term must be preceded by empty line", N_("{glossary}: an empty line is missing before a word.")),
    Message(
        "glossary terms must not be separated by empty lines",
        N_("{glossary}: words with one explanation stand below each other, without an empty line."),
    ),
    Message(
        "glossary seems to be misformatted, check indentation",
        N_("{glossary} is a word on a line of its own, and below it its explanation, indented."),
    ),
    Message(
        "exception while evaluating only directive expression: {reason}",
        N_("behind {only} stands “html” or “not html”; this cannot be read (%(reason)s)."),
    ),
    Message("unsupported rubric heading level: {level}", N_("“:heading-level:” should be 1 to 6; it is %(level)s.")),
    # References
    Message("undefined label: {name}", N_("there is no target “(%(name)s)=”; write that on the line above a heading.")),
    Message(
        "unknown document: {name}", N_("there is no file “%(name)s.md” to link to; its path is counted from this one.")
    ),
    Message("unknown keyword: {name}", N_("there is no target “(%(name)s)=”; write that on the line above a heading.")),
    Message("unknown option: {name}", N_("no {option} explains “%(name)s”.")),
    Message("term not in glossary: {name}", N_("no {glossary} explains “%(name)s”; add it there.")),
    Message(
        "equation not found: {name}",
        N_("there is no formula with the label “%(name)s”; write “:label: %(name)s” in {math}."),
    ),
    Message("citation not found: {name}", N_("the citation [%(name)s] is not defined.")),
    Message(
        "{domain}:{role} reference target not found: {name}",
        N_("nothing is called “%(name)s” for {%(domain)s:%(role)s}."),
    ),
    Message("{role} reference target not found: {name}", N_("nothing is called “%(name)s” for {%(role)s}.")),
    Message(
        "more than one target found for 'any' cross-reference {name}: could be {all}",
        N_("several things are called “%(name)s”: %(all)s."),
    ),
    Message(
        "Failed to create a cross reference. A title or caption not found: {name}",
        N_("the target “(%(name)s)=” stands before no heading and no figure; write {ref}`words <%(name)s>`."),
    ),
    Message(
        "Failed to create a cross reference. Any number is not assigned: {name}",
        N_("“%(name)s” has no number; only figures, tables and code with a caption have one."),
    ),
    Message("the link has no caption: {name}", N_("“%(name)s” has no caption; write one, or use {ref}.")),
    Message("numfig is disabled. :numref: is ignored.", N_("{numref} needs “numfig = True” in conf.py.")),
    Message("unknown directive name: {name}", N_("there is no block {%(name)s}."), suggests="directive"),
    Message("unknown role name: {name}", N_("there is no mark {%(name)s}`…`."), suggests="role"),
    Message("invalid CVE number {value}", N_("“%(value)s” is no number of this kind.")),
    Message("invalid CWE number {value}", N_("“%(value)s” is no number of this kind.")),
    Message("invalid PEP number {value}", N_("“%(value)s” is no number of this kind.")),
    Message("invalid RFC number {value}", N_("“%(value)s” is no number of this kind.")),
    Message(
        "unknown index entry type {name}", N_("{index} has no kind “%(name)s”; write “single: …” or “pair: …; …”.")
    ),
    # Names that are given twice
    Message(
        "duplicate label of equation {name}, other instance in {path}",
        N_("the formula “%(name)s” stands in %(path)s.md, too; change one of them."),
    ),
    Message(
        "duplicate label {name}, other instance in {path}",
        N_("the target “(%(name)s)=” stands in %(path)s, too; change one of them."),
    ),
    Message(
        "duplicate citation {name}, other instance in {path}",
        N_("the citation [%(name)s] stands in %(path)s, too; change one of them."),
    ),
    Message(
        "duplicate {kind} description of {name}, other instance in {path}",
        N_("“%(name)s” is explained in %(path)s.md, too; delete one of them."),
    ),
    Message("Citation [{name}] is not referenced.", N_("nothing refers to the citation [%(name)s].")),
    Message(
        "Footnote [{name}] is not referenced.",
        N_("nothing refers to the footnote [^%(name)s]; write “[^%(name)s]” in the text, or delete it."),
    ),
    # Pictures and files
    Message("image file not readable: {path}", N_("the image “%(path)s” cannot be read.")),
    Message("image file {path} not readable: {reason}", N_("the image “%(path)s” cannot be read (%(reason)s).")),
    Message("download file not readable: {path}", N_("there is no file “%(path)s” to download, or it cannot be read.")),
    Message("Unknown image format: {name}...", N_("“%(name)s” is no kind of image that pages can show.")),
    Message(
        "Could not obtain image size. :scale: option is ignored.",
        N_("the size of the image is unknown; write “:width:” instead of “:scale:”."),
    ),
    Message("cannot copy downloadable file {path}: {reason}", N_("“%(path)s” cannot be copied (%(reason)s).")),
    Message("cannot copy image file '{path}': {reason}", N_("“%(path)s” cannot be copied (%(reason)s).")),
    Message("cannot copy static file {path}", N_("“%(path)s” cannot be copied.")),
    Message("cannot copy extra file {path}", N_("“%(path)s” cannot be copied.")),
    Message(
        "a suitable image for {builder} builder not found: {all} ({path})",
        N_("“%(path)s” is no kind of image that pages can show."),
    ),
    Message(
        "a suitable image for {builder} builder not found: {path}",
        N_("“%(path)s” is no kind of image that pages can show."),
    ),
    Message(
        '":file:" option for csv-table directive now recognizes an absolute path as a relative path '
        "from source directory. Please update your document.",
        N_("a path that begins with “/” is counted from the folder of conf.py."),
    ),
    Message(
        'multiple files found for the document "{name}": {all} Use {path} for the build.',
        N_("several files make the page “%(name)s”: %(all)s. Keep one of them."),
    ),
)
