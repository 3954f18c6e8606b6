"""What a way costs a parent: pages of ours, taps, and the seconds of somebody who skims.

The seconds are a model, to compare one version with the next, and not a clock:

- reading: every word of a page's content that can be seen without opening anything, at 450 words a
  minute, the pace of skimming (Carver, Reading Rate, 1990); band and footer are not read;
- tapping: 1.1 s for a look at the button and a tap (KLM's pointing, Card, Moran and Newell, 1983);
- typing: 36 words of five characters a minute on a telephone (Palin et al., 2019), 3 a second;
- waiting: none. What is done in the mailbox is counted apart.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Page
from typing_extensions import override

_WORDS_PER_SECOND = 450 / 60
_CHARACTERS_PER_SECOND = 36 * 5 / 60
_TAP_SECONDS = 1.1


@dataclass
class Effort:
    """The cost so far; a `page` of ours is read when it is reached."""

    page: Page
    pages: list[str] = field(default_factory=list)
    taps: int = 0
    characters: int = 0
    words: int = 0

    @property
    def seconds(self) -> float:
        """Return what it takes by the model."""
        reading = self.words / _WORDS_PER_SECOND
        return reading + self.characters / _CHARACTERS_PER_SECOND + self.taps * _TAP_SECONDS

    def read(self) -> None:
        """Read the page that is open."""
        self.page.wait_for_load_state()
        self.pages.append(self.page.url.partition("?")[0].rpartition("/")[2])
        self.words += len(self.page.inner_text("main").split())

    def tap(self, selector: str) -> None:
        """Tap what may be seen without scrolling, or not: scrolling is not counted."""
        self.taps += 1
        self.page.click(selector)

    def type(self, selector: str, text: str) -> None:
        """Type into a field; the tap into it belongs to that."""
        self.characters += len(text)
        self.page.fill(selector, text)

    @override
    def __str__(self) -> str:
        return (
            f"{len(self.pages)} pages ({', '.join(self.pages)}), {self.taps} taps, "
            f"{self.words} words, {self.characters} characters: {self.seconds:.0f} s"
        )
