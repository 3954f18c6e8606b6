"""Activation letters: paper by which a board lets a parent correct an address on a student's file.

Owns the table `activation_letter`, and the contacts that letters corrected: rows of
`guardian_contact` under import 0, which no import touches. A letter corrects condition 2 of the
claim, in the name of the board, whose register it is; it proves no address (condition 1: our own
code does) and confirms no child (condition 3: the child's number does). See
docs/decisions/0012-support-that-cannot-take-over.md.
"""

from idp.children.letters.letters import Letters
from idp.children.letters.model import Letter, LetterRequest, LetterState, Prepared

__all__ = ["Letter", "LetterRequest", "LetterState", "Letters", "Prepared"]
