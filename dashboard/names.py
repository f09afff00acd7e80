"""Words for the codes of the store, in English; the catalogues of ``locale`` have them in other languages."""

from __future__ import annotations

from alerts.names import CHANGES, GRADES

PROVENANCES = {
    "json-ld": "the page's JSON-LD data",
    "meta": "a meta element of the page",
    "microdata": "the page's microdata or time element",
    "label": "a label in the page's text",
    "near-title": "a date beside the headline",
    "listing": "the news list",
    "feed": "the site's feed",
    "url": "the address of the page",
    "htmldate": "the first date in the text (low trust)",
    "site": "a place named in the source's file",
}
EVENTS = {
    "withdrawn": "withdrawn",
    "restored": "there again",
    "now-mentions": "mentions the topic now",
    "no-longer-mentions": "mentions the topic no longer",
}
ROLE_NAMES = {"reader": "reader", "editor": "editor", "admin": "administrator"}
PAGES = {"/": "Today", "/search": "Search", "/sources": "Sources", "/alerts": "Alerts"}
"""Address and name of each page of the menu."""

TO_TRANSLATE = (
    *PROVENANCES.values(),
    *EVENTS.values(),
    *ROLE_NAMES.values(),
    *PAGES.values(),
    *CHANGES.values(),
    *GRADES.values(),
)
"""Every sentence that no template holds; those of the templates are marked there."""
