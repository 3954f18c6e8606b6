"""Calls zxcvbn, which is not typed: its ranked words, and its estimate.

It is imported when the first password is weighed: its dictionaries take 13 MB, which a process
that only signs people in can do without.
"""

from collections.abc import Mapping, Sequence

Ranks = Mapping[str, int]


def dictionaries() -> Mapping[str, Ranks]:
    """Return zxcvbn's dictionaries by name; `passwords` is the one from breaches."""
    from zxcvbn.matching import RANKED_DICTIONARIES  # noqa: PLC0415 - see above

    known: Mapping[str, Ranks] = RANKED_DICTIONARIES
    return known


def ranked(words: Sequence[str]) -> Ranks:
    """Return each word with its rank, from 1."""
    from zxcvbn.matching import build_ranked_dict  # noqa: PLC0415 - see above

    ranks: Ranks = build_ranked_dict(words)
    return ranks


def estimate(password: str, known: Mapping[str, Ranks]) -> int:
    """Return the score, 0 to 4, of `password` for a guesser who has the dictionaries `known`.

    zxcvbn's own entry point is avoided: it writes each caller's words into a dictionary that all
    threads share.
    """
    from zxcvbn.matching import omnimatch  # noqa: PLC0415 - see above
    from zxcvbn.scoring import most_guessable_match_sequence  # noqa: PLC0415 - see above
    from zxcvbn.time_estimates import estimate_attack_times  # noqa: PLC0415 - see above

    matches = omnimatch(password, known)
    guesses = most_guessable_match_sequence(password, matches)["guesses"]
    return int(estimate_attack_times(guesses)["score"])
