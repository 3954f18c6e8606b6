"""What one network may do: all others in a building, or at a telephone company, share it."""

from msgspec import Struct


class KnownNetwork(Struct, frozen=True):
    """A network that many people are known to share, such as that of a school's building."""

    network: str
    """CIDR, as the internet sees it: `203.0.113.0/28`, `2001:db8:40::/48`."""
    factor: int = 10
    """How many times as much as the others each of its addresses may do."""


class LimitSettings(Struct, frozen=True):
    """Budgets of a network: an IPv4 address, or the /64 of an IPv6 one.

    What turns out right is given back (a password, a code that comes back, a child's number): they
    count failures, and what is still open. What one address, account or browser may do is no
    setting: nobody else is harmed by that, and guessing must stay slow.
    """

    passwords_wrong: int = 200
    """Wrong passwords in 15 minutes, in browsers that never signed in to the account: guessing at
    many accounts with a few passwords each, which no budget of an address sees."""
    codes_open: int = 200
    """Codes in an hour that were sent and did not come back: messages to people who asked for
    none. 200 new parents of a building may be looking for theirs at the same moment."""
    codes_sent: int = 2_000
    """Codes sent in an hour, those that came back included: accounts made by the thousand with
    addresses of somebody's own domain."""
    codes_wrong: int = 300
    """Wrong codes typed in an hour: guessing at many addresses at a time."""
    addresses_typed: int = 400
    """Addresses typed in an hour to create an account or to choose a new password, until the code
    came back: each keeps a row for a day."""
    children_wrong: int = 100
    """Children's numbers in an hour that matched nothing: they are no secret, and are guessed."""
    letters_wrong: int = 60
    """Codes of activation letters in an hour that matched nothing."""
    messages_to_support: int = 20
    """Messages in an hour to the school's support, which people read."""
    ways_elsewhere: int = 600
    """Ways begun in an hour to another provider from which nobody came back."""
    device_codes_wrong: int = 100
    """Codes of devices in an hour that matched nothing."""
    journeys_begun: int = 6_000
    """Requests of portals in an hour that each wait a day for their parent. One more is taken all
    the same, in the place of the oldest of those above the budget: nobody is turned away."""
    requests_pushed: int = 6_000
    """Requests that public clients push in an hour, and devices that ask: each keeps a row."""
    clients_registered: int = 500
    """Clients that register themselves in an hour, and changes that they make."""
    networks: tuple[KnownNetwork, ...] = ()
    """Networks with more room, each a table `[[limits.networks]]`."""
