"""The joint with zxcvbn, which is not typed: its ranked words, and its estimate."""

from collections.abc import Mapping, Sequence

from zxcvbn.matching import RANKED_DICTIONARIES, build_ranked_dict, omnimatch
from zxcvbn.scoring import most_guessable_match_sequence
from zxcvbn.time_estimates import estimate_attack_times

Ranks = Mapping[str, int]

RANKED: Mapping[str, Ranks] = RANKED_DICTIONARIES
"""zxcvbn's dictionaries by name; `passwords` is the one from breaches."""


def ranked(words: Sequence[str]) -> Ranks:
    """Return each word with its rank, from 1."""
    ranks: Ranks = build_ranked_dict(words)
    return ranks


def estimate(password: str, dictionaries: Mapping[str, Ranks]) -> int:
    """Return the score, 0 to 4, of `password` for a guesser who has `dictionaries`.

    zxcvbn's own entry point is avoided: it writes each caller's words into a dictionary that all
    threads share.
    """
    matches = omnimatch(password, dictionaries)
    guesses = most_guessable_match_sequence(password, matches)["guesses"]
    return int(estimate_attack_times(guesses)["score"])
