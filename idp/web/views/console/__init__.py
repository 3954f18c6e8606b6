"""What each page of the administrators' console shows; a file for each area."""

from idp.web.views.console.frame import ConsoleFrame, ConsoleView, SectionView, Typed

__all__ = ["ConsoleFrame", "ConsoleView", "SectionView", "Typed"]
