"""No slow work takes every thread of a process, whatever an operator sets."""

import pytest

from idp.errors import TooBusyError
from idp.shares import Share, Shares


def take_all(*shares: Share) -> int:
    """Take every place there is, in turn, and return how many there were."""
    return sum(share.take() for _ in range(100) for share in shares)


@pytest.mark.parametrize("threads", [2, 3, 4, 5, 8, 16, 64])
def test_a_thread_is_always_left_for_what_is_quick(threads: int) -> None:
    shares = Shares(threads)
    calls = Share(99, shares.slow)  # as `outbound.places` may say
    assert take_all(shares.hashing, shares.bodies, shares.polls, calls) < threads


@pytest.mark.parametrize("threads", [2, 3, 4, 8, 16])
def test_none_takes_what_another_needs_alone(threads: int) -> None:
    assert take_all(Shares(threads).hashing) <= threads / 2
    assert take_all(Shares(threads).bodies) <= max(1, threads / 4)
    assert take_all(Shares(threads).polls) <= max(1, threads / 4)


def test_a_process_of_one_thread_does_one_thing() -> None:
    shares = Shares(1)
    assert take_all(shares.polls) == 0, "nothing else would be answered meanwhile"
    assert take_all(shares.hashing, shares.bodies) == 1


def test_a_place_comes_back_whatever_happened() -> None:
    whole = Share(1)
    share = Share(2, whole)
    with pytest.raises(ZeroDivisionError), share.taken():
        raise ZeroDivisionError
    assert whole.take()
    assert not share.take()  # and keeps nothing of its own when the whole is full
    whole.leave()
    assert share.take()


def test_who_is_sent_away_together_does_not_come_back_together() -> None:
    def told() -> int:
        with pytest.raises(TooBusyError) as caught, Share(0).taken():
            pass
        return caught.value.retry_after_seconds

    assert {told() for _ in range(200)} == {3, 4, 5, 6, 7}
