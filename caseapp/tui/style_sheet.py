"""A style sheet that is worked out once.

Textual works out every rule again for each theme that is put on, and it puts the first one on twice before anything is
drawn; what it remembers of its work holds fewer rules than an application of this size has. Here nothing is worked out
again as long as the theme's colours are the same.
"""

from __future__ import annotations

from textual.cache import LRUCache
from textual.css.stylesheet import Stylesheet

_SOURCES = 1_024
"""More style sheets than there are widgets and screens."""


class LastingStylesheet(Stylesheet):
    """Remembers every rule under the colours that it has."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._parse_cache = LRUCache(_SOURCES)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take in colours; the rules are worked out anew only under others."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Take in style sheets that came since, with the rules that are known already."""
        self.parse()
