"""Every budget: what it counts, how much of it is allowed, in which period.

Periods are fixed windows of the clock (the hour from 14:00 to 15:00), so that a counter is one
row and one statement. At the turn of a window up to twice the allowance can pass; the figures
below are chosen with that in mind.

A stranger must not be able to lock a parent out. Passwords and codes that strangers try against
an address therefore use up the strangers' budgets alone: a browser that has signed in to the
account before (`KnownBrowsers`) draws on a budget of its own, which nobody without its cookie can
touch. A parent who meets a used-up budget in a new browser can still come in by a code, and the
codes of strangers leave the same way open to known browsers. What remains open to an attacker
is to delay, for a day, the very first sign-up of an address, or its recovery in a browser that it
never used; that is the price of not letting anybody flood a mailbox or guess at codes.

Tries that are counted before they are checked (passwords, codes) are given back when right.

How much a network may do is a setting, with its reason (`LimitSettings`): telephone companies and
schools put hundreds of parents behind one address, and an operator knows which.
"""

from msgspec import Struct

from idp.clock import DAY, HOUR, MINUTE
from idp.settings import LimitSettings

_DEFAULTS = LimitSettings()


class Budget(Struct, frozen=True):
    """`allowed` uses of one key in each window of `period_seconds`."""

    name: str
    allowed: int
    period_seconds: int
    setting: str | None = None
    """The member of `LimitSettings` that says how much a network, which is the key, may do."""


def _of_network(name: str, period_seconds: int, setting: str) -> Budget:
    return Budget(name, getattr(_DEFAULTS, setting), period_seconds, setting)


# Codes sent by mail. The key is the normal form of the address, so that case and spelling do not
# open another budget; an address receives five messages an hour in all.
CODE_SENT_ADDRESS_HOUR = Budget("code_sent.address.hour", 5, HOUR)
CODE_SENT_ADDRESS_DAY = Budget("code_sent.address.day", 10, DAY)
CODE_SENT_BROWSER_HOUR = Budget("code_sent.browser.hour", 5, HOUR)
CODE_SENT_ACCOUNT_DAY = Budget("code_sent.account.day", 10, DAY)
"""Key: the account, whose own addresses are written to from inside it. Apart from the budgets of a
recovery, which nobody who knows the password alone can use up that way."""
CODE_OPEN_NETWORK_HOUR = _of_network("code_open.network.hour", HOUR, "codes_open")
"""Given back when the code comes back."""
CODE_SENT_NETWORK_HOUR = _of_network("code_sent.network.hour", HOUR, "codes_sent")
# The whole provider: limits abuse of our good name as a sender.
CODE_SENT_GLOBAL_HOUR = Budget("code_sent.global.hour", 30_000, HOUR)

# Codes typed. Ten evaluated guesses a day against eight digits: one chance in ten million.
CODE_TRIED_ADDRESS_DAY = Budget("code_tried.address.day", 10, DAY)
CODE_TRIED_BROWSER_DAY = Budget("code_tried.browser.day", 20, DAY)
CODE_TRIED_ACCOUNT_DAY = Budget("code_tried.account.day", 10, DAY)
CODE_TRIED_NETWORK_HOUR = _of_network("code_tried.network.hour", HOUR, "codes_wrong")

# Passwords typed.
PASSWORD_TRIED_PAIR = Budget("password_tried.pair", 10, 15 * MINUTE)
"""Key: address and network."""
PASSWORD_TRIED_STRANGERS = Budget("password_tried.strangers", 100, DAY)
"""Key: address, all networks and unknown browsers together (NIST SP 800-63B: at most 100)."""
PASSWORD_ASKED_ELSEWHERE = Budget("password_asked.elsewhere", 5, HOUR)
"""Key: the imported account, by whichever address: where it is asked about, ten wrong passwords
lock it."""
PASSWORD_TRIED_NETWORK = _of_network("password_tried.network", 15 * MINUTE, "passwords_wrong")
PASSWORD_TRIED_BROWSER = Budget("password_tried.browser", 10, 15 * MINUTE)
"""Key: address and known browser."""

# Children's numbers typed: neither number is a secret, so guessing must stay slow for everybody.
CHILD_TRIED_ACCOUNT = Budget("child_tried.account", 10, DAY)
CHILD_TRIED_CHILD = Budget("child_tried.child", 10, DAY)
CHILD_TRIED_NETWORK = _of_network("child_tried.network", HOUR, "children_wrong")
CHILD_TRIED_ORGANISATION = Budget("child_tried.organisation", 5_000, HOUR)

# People looked up by support: many in a day, and never a whole board's parents.
PERSON_LOOKED_AT = Budget("person_looked_at", 300, HOUR)
# Children's numbers that administrators try for somebody, and that turn out to be of no child whose
# file lists that address: a typing error now and then, never a search. Keys: the account or the
# address; the administrator.
NUMBER_TRIED_PERSON = Budget("number_tried.person", 10, DAY)
NUMBER_TRIED_ADMINISTRATOR = Budget("number_tried.administrator", 100, DAY)
# Messages that support sends to one account.
PERSON_WRITTEN_TO = Budget("person_written_to", 5, DAY)

# Codes of activation letters typed: 60 bits, good for months.
LETTER_TRIED_ACCOUNT = Budget("letter_tried.account", 10, DAY)
LETTER_TRIED_NETWORK = _of_network("letter_tried.network", HOUR, "letters_wrong")

# Removals of addresses that wait: each is written about.
ADDRESS_REMOVAL_ASKED_ACCOUNT = Budget("address_removal_asked.account", 5, DAY)

# Downloads of all that is kept of an account: each reads a lot.
DATA_EXPORTED_ACCOUNT = Budget("data_exported.account", 5, DAY)

# Messages about a browser that was never used before. Key: the account; who signs in from private
# windows all day is not written to all day.
NEW_BROWSER_TOLD_ACCOUNT = Budget("new_browser_told.account", 3, DAY)

# Messages to the school's support.
HELP_SENT_NETWORK = _of_network("help_sent.network", HOUR, "messages_to_support")
HELP_SENT_BROWSER = Budget("help_sent.browser", 5, HOUR)

# Sign-up and recovery pages submitted, given back when the code comes back.
PROOF_BEGUN_NETWORK = _of_network("proof_begun.network", HOUR, "addresses_typed")

# Ways begun to another provider, given back when somebody comes back.
UPSTREAM_BEGUN_NETWORK = _of_network("upstream_begun.network", HOUR, "ways_elsewhere")

# Codes of devices typed: 34 bits, good for a few minutes, and only in the typist's own name.
DEVICE_CODE_TRIED_NETWORK = _of_network("device_code_tried.network", HOUR, "device_codes_wrong")
DEVICE_CODE_TRIED_ACCOUNT = Budget("device_code_tried.account", 10, HOUR)

# Clients that register themselves, and changes that they make.
CLIENT_REGISTERED_NETWORK = _of_network("client_registered.network", HOUR, "clients_registered")
CLIENT_REGISTERED_GLOBAL = Budget("client_registered.global", 2_000, HOUR)

# Requests of portals that a person is written to about.
BACKCHANNEL_ASKED_HINT = Budget("backchannel_asked.hint", 5, HOUR)
"""Key: the address or subject that the portal named, known or not."""
BACKCHANNEL_ASKED_PERSON = Budget("backchannel_asked.person", 5, HOUR)
"""Key: the account, by whichever address or subject; what names nobody, itself. Used up by several
names, it is answered as if nobody were meant: else it would tell that they are one person's."""
BACKCHANNEL_ASKED_CLIENT = Budget("backchannel_asked.client", 2_000, HOUR)

# Requests of portals that wait for a parent: each keeps a sealed row for a day. Nobody is refused
# for it: what is above the budget takes the place of the oldest of those (`WaitingRequests`).
JOURNEY_BEGUN_NETWORK = _of_network("journey_begun.network", HOUR, "journeys_begun")

# The same that public clients push and devices ask for, in whose name anybody may.
REQUEST_PUSHED_NETWORK = _of_network("request_pushed.network", HOUR, "requests_pushed")

# Second factors typed, after a first one was right: six digits, three of them good at any moment.
SECOND_FACTOR_TRIED_HOLDER = Budget("second_factor_tried.holder", 20, DAY)
"""Key: the holder, all browsers that never signed in to it together: 6 in 100,000 a day."""
SECOND_FACTOR_TRIED_BROWSER = Budget("second_factor_tried.browser", 20, DAY)
"""Key: holder and known browser, which a stranger with the password cannot use up."""
