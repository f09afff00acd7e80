"""WordPress's interface as a way in: every post once, and the end of its pages is no fault."""

from __future__ import annotations

from sources.records import JsonEntry, Pager
from tests.crawler.world import World


def test_a_page_too_far_of_wordpress_is_the_end_of_the_walk(world: World) -> None:
    query = "per_page=20&_fields=id,date,link,title&page={n}"
    entry = JsonEntry(
        kind="json",
        url=world.sites.url("wordpress", "/wp-json/wp/v2/posts?" + query.replace("{n}", "1")),
        link="link",
        title="title.rendered",
        date="date",
        pager=Pager(template="?" + query),
    )
    world.change("wordpress", entries=(entry,))
    report = world.crawl("wordpress")["wordpress"]
    assert (report.verdict, report.hint) == ("ok", None)
    assert {row.url for row in world.rows("wordpress")} == world.gold("wordpress")
