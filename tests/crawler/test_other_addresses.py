"""Pages that name another address as their own: believed only where the same text stands there."""

from __future__ import annotations

from tests.crawler.site import Site
from tests.crawler.world import World, crawl_site, stored_numbers


def test_a_canonical_link_to_another_article_swallows_nothing(world: World, site: Site) -> None:
    paths = [site.article(number, canonical="/news/1") for number in range(1, 7)]
    site.pages["/news"] = site.listing(*reversed(paths))
    assert crawl_site(world, site).counts["new"] == 6
    assert stored_numbers(world) == [str(number) for number in range(1, 7)]
    assert all(row.version == 1 for row in world.rows())


def test_a_canonical_link_to_the_same_text_is_one_article(world: World, site: Site) -> None:
    text = "The very same words stand at both addresses of this story. " * 6
    site.article(7, text)
    page = site.pages["/news/7"]
    assert isinstance(page, str)
    for number in (7, 8):
        site.pages[f"/news/{number}"] = page.replace(
            "<title>", f'<link rel="canonical" href="{site.base}/news/7"><title>'
        )
    site.pages["/news"] = site.listing("/news/8", "/news/7")
    crawl_site(world, site)
    assert stored_numbers(world) == ["7"]


def test_two_pages_that_name_each_other_are_not_both_struck_off(world: World, site: Site) -> None:
    text = "One text at two addresses, each of which names the other as the right one. " * 6
    site.article(1, text, canonical="/news/2")
    page = site.pages["/news/1"]
    assert isinstance(page, str)
    site.pages["/news/2"] = page.replace("/news/2", "/news/1")
    site.pages["/news"] = site.listing("/news/1", "/news/2")
    crawl_site(world, site)
    assert len(stored_numbers(world)) == 1


def test_a_redirect_to_no_articles_address_is_no_article(world: World, site: Site) -> None:
    site.pages["/about"] = site.pages[site.article(9)]
    site.pages["/news/1"] = (302, {"Location": "/about"}, "")
    site.pages["/news"] = site.listing("/news/1", site.article(2))
    report = crawl_site(world, site)
    assert stored_numbers(world) == ["2"]
    assert report.counts["rejected"] == 1


def test_an_article_that_leads_to_another_host_says_nothing_of_the_sites_health(world: World, site: Site) -> None:
    site.pages["/news/1"] = (302, {"Location": "http://elsewhere.example/x"}, "")
    site.pages["/news"] = site.listing("/news/1", site.article(2))
    assert crawl_site(world, site).verdict == "ok"
    assert stored_numbers(world) == ["2"]


def test_a_page_that_names_one_that_was_answered_for_before_is_not_kept_waiting(world: World, site: Site) -> None:
    site.pages["/news/1"] = (302, {"Location": "/"}, "")  # no article, and read before the page that names it
    paths = ["/news/1", site.article(2), site.article(3, canonical="/news/1")]
    site.pages["/news"] = site.listing(*paths)
    crawl_site(world, site)
    assert stored_numbers(world) == ["2", "3"]
