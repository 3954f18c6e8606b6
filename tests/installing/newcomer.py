"""A parent without an account, in front of a browser without scripts."""

import html
import re
from urllib.parse import urljoin

import requests

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


class Newcomer:
    """Goes from page to page, and fills in what is asked."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._browser = requests.Session()
        self.page: requests.Response

    def go(self, path: str) -> str:
        """Open `path` and return the text of its page."""
        self.page = self._browser.get(urljoin(self._issuer, path), timeout=10)
        assert self.page.ok, self.page.text
        return self.page.text

    def send(self, after: str = "<main", **typed: str) -> str:
        """Send the first form `after` that mark with what is `typed`; return the next page."""
        rest = self.page.text.partition(after)[2]
        form = re.search(r'<form [^>]*method="post".*?</form>', rest, re.DOTALL)
        assert form, rest
        action = re.search(r'^[^>]*action="([^"]*)"', form[0])
        uri = urljoin(self.page.url, html.unescape(action[1]) if action else "")
        held = {name: html.unescape(value) for name, value in _HIDDEN.findall(form[0])}
        self.page = self._browser.post(uri, data=held | typed, timeout=10)
        return self.page.text

    def styles(self) -> list[str]:
        """Return the style sheets of the page."""
        found = [
            urljoin(self.page.url, html.unescape(each)) for each in _STYLES.findall(self.page.text)
        ]
        return [self._browser.get(each, timeout=10).text for each in found]
