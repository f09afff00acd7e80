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
HEALTHS = {
    "ok": "well",
    "learning": "well so far",
    "suspect": "maybe broken",
    "temporary": "away for a while",
    "broken": "broken",
    "paused": "paused",
    "new": "not judged yet",
}
ALERT_STATES = {
    "pending": "waiting",
    "sending": "being sent",
    "sent": "sent",
    "retry": "will be tried again",
    "dead": "given up",
    "dropped": "dropped",
}
ALERT_KINDS = {"new": "new", "edit": "edited", "withdrawn": "withdrawn", "health": "health"}
VERDICTS = {
    "ok": "well",
    "empty": "nothing found",
    "partial": "in part",
    "blocked": "blocked",
    "failed": "failed",
    "stopped": "stopped",
    "interrupted": "interrupted",
}
TOPICS = {"artificial-intelligence": "Artificial intelligence", "china": "China", "taiwan": "Taiwan"}
"""The topics that come with Vestnik; those of a reader's own keep the names they were given."""
ROLE_NAMES = {"reader": "reader", "editor": "editor", "admin": "administrator"}
CHARTS = {
    "weeks": "Flagged articles by week",
    "universities": "Flagged articles by university",
    "countries": "Flagged articles by country",
    "partners": "Partners named in flagged articles",
}
PLACES = {"title": "headline", "lead": "first paragraph", "body": "text", "rubric": "rubric"}
STRENGTHS = {
    "strong": "can flag an article by itself",
    "weak": "counts beside others",
    "hint": "is shown and never flags",
}
KINDS = {
    "country": "country",
    "place": "place",
    "person": "person",
    "university": "university",
    "company": "company",
    "institution": "institution",
    "language and culture": "language and culture",
    "programme": "programme",
    "concept": "concept",
}
REVIEWS = {"none": "by nobody yet", "yes": "about the topic", "no": "not about the topic"}
FEEDS = {"/feed.rss": "RSS", "/feed.atom": "Atom", "/feed.json": "JSON Feed"}
"""Address and name of each kind of feed."""
PAGES = {
    "/": "Today",
    "/search": "Search",
    "/trends": "Trends",
    "/topics": "Topics",
    "/sources": "Sources",
    "/alerts": "Alerts",
}
"""Address and name of each page of the menu."""
FOR_ADMINS = {"/sources/add": "Add a source", "/audit": "People and changes"}
"""Those that administrators alone see."""
ACTIONS = {
    "login": "logged in",
    "login refused": "was refused a login",
    "logout": "logged out",
    "review": "reviewed",
    "retry alert": "sent an alert again",
    "drop alert": "gave an alert up",
    "pause": "paused a source",
    "resume": "resumed a source",
    "crawl now": "asked for a crawl",
    "look at site": "looked at a site",
    "add source": "added a source",
}
"""What people do, as the audit trail tells it."""

TO_TRANSLATE = tuple(
    words
    for table in (
        PROVENANCES,
        EVENTS,
        HEALTHS,
        ALERT_STATES,
        ALERT_KINDS,
        VERDICTS,
        CHARTS,
        TOPICS,
        ROLE_NAMES,
        REVIEWS,
        PLACES,
        STRENGTHS,
        KINDS,
        PAGES,
        FOR_ADMINS,
        ACTIONS,
        CHANGES,
        GRADES,
    )
    for words in table.values()
)
"""Every sentence that no template holds; those of the templates are marked there."""
