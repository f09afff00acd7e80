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
    "new password": "took a new password",
}
"""What people do, as the audit trail tells it."""

PROBLEMS = (
    "Other sites are being looked at: try again in a minute.",
    "There is no alert with this number.",
    "There is no article with this number.",
    "There is no such article or version.",
    "No page is stored of this version.",
    "There is no topic of this name.",
    "There is no topic of this name; /topics lists them.",
    "There is no source of this name.",
    "There is no such address here; /api/openapi.json lists those for programs.",
    "Nobody is logged in here.",
    "Your role is %(role)s; this needs %(needed)s.",
    "This form is too old or came from another site: load the page again.",
    "there is no word to look for in %(text)s; write for instance: делегация Тяньцзинь",
    "a search takes up to %(count)s characters",
    "a search takes up to %(count)s words",
)
"""What pages say is wrong."""
REASONS = (
    "robots.txt now forbids reading it",
    "redirected to another host",
    "its certificate is invalid",
    "no encryption can be agreed on with it",
    "the proxy on the way refuses us",
    "the site refuses us",
    "a login, captcha or anti-bot page stands where the list was",
    "its list is gone (404 or 410)",
    "it redirects again and again",
    "its list names no article any more",
    "its host's name is not found",
    "it does not answer in time",
    "its host refuses connections",
    "its host closes the connection",
    "its answers are no valid HTTP",
    "it answers with server errors",
    "a maintenance page stands there",
    "it says that we ask too often (429)",
    "its host has asked for a long pause",
    "its crawl cannot begin",
    "it cannot be read",
    "the last %(count)s new pages were no articles: %(why)s",
    "the last %(count)s new pages were no articles",
    "redesigned? the last %(count)s articles do not fit what was learned of its pages",
    "the hints of its source file match nothing in the last %(count)s articles",
    "slow: %(now)s a page, used to be %(usual)s",
    "dates missing since %(day)s: %(count)s articles in a row have none",
    "expected about %(count)s articles in %(days)s, got 0",
    "nothing answers: is this machine offline?",
    "texts empty since %(day)s: %(count)s articles in a row, %(now)s characters where %(usual)s were usual",
    "texts much shorter since %(day)s: %(count)s articles in a row, %(now)s characters where %(usual)s were usual",
    "%(way)s dead: %(why)s",
)
"""What the judge of a source's health finds, as it is stored: ``scheduler.health_words`` and ``health_signs``."""

ADVICE = (
    "Ask the site's owner, or name a way in that is allowed.",
    "If that host is the university's own, put it into allow_hosts or correct the addresses of the source file.",
    "Open it in a browser; where only the chain is incomplete, verify_tls = false in the source file reads it.",
    "Ask its owner, set [crawl] contact, ask more slowly (delay_s); a browser shows whether it refuses all.",
    "Open it in a browser; ask its owner to let Vestnik in.",
    "The address has changed: find the new one with `vestnik check`.",
    "Open it in a browser; the address may have changed.",
    "The site was redesigned, or a script fills the list now: `vestnik check` shows what is found.",
    "Is the address still right? `vestnik doctor` checks this machine's DNS.",
    "Open it in a browser; it may be overloaded or shut us out.",
    "Open it in a browser; it may be down or shut us out.",
    "Open it in a browser; it may shut us out.",
    "Open it in a browser; write to its owner where it lasts.",
    "Wait, or write to its owner where it lasts.",
    "Give the source a longer delay_s or a slower rhythm.",
    "Mend what the message names; `vestnik doctor` checks the rest.",
    "`vestnik check` shows more.",
    "Look at one in a browser: a login, a captcha, maintenance, or another template.",
    "They are read from the whole page meanwhile, and its places are learned anew: look at one of them.",
    "The general reader took their place: correct the hints.",
    "Crawls take longer; the site may be overloaded or slow us.",
    "%(url)s. Read from the %(ways)s meanwhile. Correct or take out this way in where it does not come back.",
    "%(url)s. Correct or take out this way in where it does not come back.",
    "Look at one of them: the date moved or is written in a way that is not read; a hint helps (docs/sources.md).",
    "Look at one of them: a script may load the text now, or it stands elsewhere; a hint helps (docs/sources.md).",
    "Its lists answer and name nothing new; by its own rhythm the chance of that is %(chance)s. Look at the "
    "site: news may have moved to another address, or an old copy is served.",
    "%(count)s hosts in a row gave no answer, and none did since. Check this machine's network, DNS and proxy "
    "(`vestnik doctor`). Nothing is lost: crawls go on by themselves, and no source is blamed meanwhile.",
)
"""What it then says is to be done: the end of a text, after what the site itself had answered."""

TO_TRANSLATE = (
    *(
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
    ),
    *PROBLEMS,
    *REASONS,
    *ADVICE,
)
"""Every sentence that no template holds; those of the templates are marked there."""
