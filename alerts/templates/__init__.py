"""The words and looks of a mail: one digest as plain text and as HTML."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts.render import Digest

# Only the templates of this folder are ever compiled; article text is data to them, so a title cannot run as template.
_ENVIRONMENT = Environment(
    loader=PackageLoader("alerts", "templates"),
    autoescape=select_autoescape(enabled_extensions=("html", "html.j2"), default_for_string=True, default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def html_body(digest: Digest) -> str:
    """The HTML alternative: everything from outside escaped, no images, no address but the articles' own."""
    return _ENVIRONMENT.get_template("digest.html.j2").render(digest=digest)


def text_body(digest: Digest) -> str:
    """The plain text alternative, one blank line between stories."""
    return _ENVIRONMENT.get_template("digest.txt.j2").render(digest=digest)
