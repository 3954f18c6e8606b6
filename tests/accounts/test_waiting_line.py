"""Who waits for a turn with a password is let in by age, and told when to come."""

import heapq

import pytest

from idp.accounts.waiting_line import WaitingLine
from idp.errors import TooBusyError
from idp.shares import Share

TURN_SECONDS, COMES_EVERY_SECONDS = 0.1, 0.05
CROWD = 300


class Room:
    """A room with two places, at one of which somebody computes."""

    def __init__(self) -> None:
        self.share = Share(2)
        self.line = WaitingLine(self.share, places=1)

    def fill(self) -> None:
        while self.share.take():
            pass

    def told(self, waited_seconds: int, now: float) -> float:
        with pytest.raises(TooBusyError) as caught:
            self.line.take(waited_seconds, now)
        return caught.value.seconds

    def admits(self, waited_seconds: int, now: float) -> bool:
        try:
            self.line.take(waited_seconds, now)
        except TooBusyError:
            return False
        self.share.leave()
        return True


@pytest.fixture
def room() -> Room:
    return Room()


def test_who_comes_first_is_let_in_before_who_comes_now(room: Room) -> None:
    room.fill()
    for number in range(100):
        room.told(0, 100.0 + number / 1_000)
    room.share.leave()
    assert not room.admits(0, 101.0)
    assert room.admits(2, 101.0)


def test_a_room_where_nobody_computes_is_anybodys(room: Room) -> None:
    room.fill()
    for number in range(100):
        room.told(0, 100.0 + number / 1_000)
    room.share.leave()
    room.share.leave()
    assert room.admits(0, 101.0)


@pytest.mark.parametrize("places", [1, 2, 4])
def test_a_place_is_kept_for_those_whose_turn_it_is_where_nobody_waits_inside(places: int) -> None:
    room = Room()
    room.share = Share(places)
    room.line = WaitingLine(room.share, places)
    room.fill()
    for number in range(100):
        room.told(0, 100.0 + number / 1_000)
    room.share.leave()
    assert not room.admits(0, 101.0)
    assert room.admits(2, 101.0)


def test_the_time_to_wait_follows_from_the_crowd_and_from_how_fast_turns_end(room: Room) -> None:
    room.fill()
    told = [room.told(0, 100.0 + number / 1_000) for number in range(120)]
    assert all(1 <= each < 2.1 for each in told[:3])
    assert all(6 < each < 8 for each in told[-3:])  # half of what 120 turns of 0.1 s take
    for number in range(100):
        room.line.leave(0.0, 100.2 + number / 100)
        room.fill()
    assert room.told(0, 101.2) < 3


def test_nobody_is_sent_away_for_long_nor_expected_after_that(room: Room) -> None:
    room.fill()
    assert max(room.told(0, 100.0 + number / 1_000) for number in range(2_000)) < 17
    room.share.leave()
    assert not room.admits(0, 105.0)
    assert room.admits(0, 119.0)


def test_a_form_that_was_kept_is_not_before_those_who_waited_a_minute(room: Room) -> None:
    room.fill()
    for _ in range(100):
        room.told(60, 100.0)
    room.share.leave()
    assert not room.admits(9 * 60, 100.1)


def test_a_crowd_is_served_in_about_the_order_it_came_in(room: Room) -> None:
    came = [number * COMES_EVERY_SECONDS for number in range(CROWD)]
    trying = [(moment, number) for number, moment in enumerate(came)]
    turns: list[tuple[float, float]] = []
    late = [0.0] * CROWD
    end = 0.0
    while trying:
        now, number = heapq.heappop(trying)
        while turns and turns[0][0] <= now:
            room.line.leave(*reversed(heapq.heappop(turns)))
        try:
            room.line.take(int(now) - int(came[number]), now)  # in whole seconds, as a form says it
        except TooBusyError as busy:
            heapq.heappush(trying, (now + busy.seconds, number))
        else:
            end = max(now, end) + TURN_SECONDS
            heapq.heappush(turns, (end, now))
            late[number] = end - (number + 1) * TURN_SECONDS
    assert end < 1.25 * CROWD * TURN_SECONDS  # nearly as fast as turns can be
    late.sort()
    assert late[CROWD // 2] < 2, late
    assert late[CROWD * 9 // 10] < 8, late
    assert late[-1] < 25, late  # a lottery has some who wait until everybody else has gone
