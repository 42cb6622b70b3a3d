"""The course as a static site: it is built without a warning, its links lead somewhere, and it needs no other host."""
import html.parser
import urllib.parse

import pytest

from start.places import SITE

PAGES = ["index", "README", "notebooks/README", "notebooks/00-start-here", "notebooks/solutions/00-start-here-solutions",
         "notebooks/guide/results", "CONTRIBUTING", "search", "javadoc/index"]


class Page(html.parser.HTMLParser):
    """The targets of a page's links, what it loads, and the names that a link may point to."""

    def __init__(self, file):
        super().__init__()
        self.links, self.loaded, self.names = [], [], set()
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.names |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag in ("script", "img", "iframe") and given.get("src"):
            self.loaded.append(given["src"])
        if tag == "link" and given.get("rel") in ("stylesheet", "icon"):
            self.loaded.append(given["href"])


def broken(pages):
    """Links of the course's pages to files that are not there or to headings that the other page does not have."""
    for file, page in pages.items():
        for target in page.links:
            place = urllib.parse.urlsplit(target)
            if place.scheme or place.netloc:
                continue
            other = (file.parent / urllib.parse.unquote(place.path)).resolve() if place.path else file
            if not other.exists():
                yield f"{file.relative_to(SITE)}: expected a file of the site, received the link {target}"
            elif place.fragment and other in pages and urllib.parse.unquote(place.fragment) not in pages[other].names:
                yield f"{file.relative_to(SITE)}: expected a heading of {other.name}, received the link {target}"


@pytest.mark.all
def test_site_of_the_course(start):
    ran = start("site")
    assert ran.returncode == 0, ran.stdout
    assert all((SITE / f"{name}.html").is_file() for name in PAGES)
    files = [file for file in SITE.rglob("*.html") if not file.is_relative_to(SITE / "javadoc")]
    pages = {file.resolve(): Page(file) for file in files}
    assert not list(broken(pages))
    assert not [file.name for file in files if "<p>|" in file.read_text(encoding="utf-8")], "a table that is shown as text"
    others = [(file.name, place) for file, page in pages.items() for place in page.loaded
              if place.startswith(("http:", "https:", "//")) and not place.startswith("https://mybinder.org/badge")]
    assert not others, "a page loads what another host has"
