"""Every budget: what it counts, how much of it is allowed, in which period.

Periods are fixed windows of the clock (the hour from 14:00 to 15:00), so that a counter is one
row and one statement. At the turn of a window up to twice the allowance can pass; the figures
below are chosen with that in mind.

A stranger must not be able to lock a parent out. Passwords and codes that strangers try against
an address therefore use up the strangers' budgets alone: a browser that has signed in to the
account before (`KnownBrowsers`) draws on a budget of its own, which nobody without its cookie can
touch. A parent who meets a used-up budget in a new browser can still come in by a code, and the
codes of strangers leave the same door open to known browsers. What remains open to an attacker
is to delay, for a day, the very first sign-up of an address, or its recovery in a browser that it
never used; that is the price of not letting anybody flood a mailbox or guess at codes.

What is counted before it is known to be right (passwords, codes) is given back when it was.
"""

from dataclasses import dataclass

from idp.clock import DAY, HOUR, MINUTE


@dataclass(frozen=True, slots=True)
class Budget:
    """`allowed` uses of one key in each window of `period_seconds`."""

    name: str
    allowed: int
    period_seconds: int


# Codes sent by mail. The key is the normal form of the address, so that case and spelling do not
# open another budget; an address receives five messages an hour in all.
CODE_SENT_ADDRESS_HOUR = Budget("code_sent.address.hour", 5, HOUR)
CODE_SENT_ADDRESS_DAY = Budget("code_sent.address.day", 10, DAY)
CODE_SENT_BROWSER_HOUR = Budget("code_sent.browser.hour", 5, HOUR)
# Telephone companies and schools put thousands of parents behind one address.
CODE_SENT_NETWORK_HOUR = Budget("code_sent.network.hour", 200, HOUR)
# The whole house: a breaker against abuse of our good name as a sender.
CODE_SENT_GLOBAL_HOUR = Budget("code_sent.global.hour", 30_000, HOUR)

# Codes typed. Ten evaluated guesses a day against eight digits: one chance in ten million.
CODE_TRIED_ADDRESS_DAY = Budget("code_tried.address.day", 10, DAY)
CODE_TRIED_BROWSER_DAY = Budget("code_tried.browser.day", 20, DAY)
CODE_TRIED_NETWORK_HOUR = Budget("code_tried.network.hour", 300, HOUR)

# Passwords typed.
PASSWORD_TRIED_PAIR = Budget("password_tried.pair", 10, 15 * MINUTE)
"""Key: address and network."""
PASSWORD_TRIED_STRANGERS = Budget("password_tried.strangers", 100, DAY)
"""Key: address, all networks and unknown browsers together (NIST SP 800-63B: at most 100)."""
PASSWORD_TRIED_NETWORK = Budget("password_tried.network", 200, 15 * MINUTE)
PASSWORD_TRIED_BROWSER = Budget("password_tried.browser", 10, 15 * MINUTE)
"""Key: address and known browser."""

# Children's numbers typed: neither number is a secret, so guessing must stay slow for everybody.
CHILD_TRIED_ACCOUNT = Budget("child_tried.account", 10, DAY)
CHILD_TRIED_CHILD = Budget("child_tried.child", 10, DAY)
CHILD_TRIED_NETWORK = Budget("child_tried.network", 100, HOUR)
CHILD_TRIED_ORGANISATION = Budget("child_tried.organisation", 5_000, HOUR)

# People looked at by whoever helps: many in a day, and never a whole board's parents.
PERSON_LOOKED_AT = Budget("person_looked_at", 300, HOUR)
# Messages that support sends to one account.
PERSON_WRITTEN_TO = Budget("person_written_to", 5, DAY)

# Codes of activation letters typed: 60 bits, good for months.
LETTER_TRIED_ACCOUNT = Budget("letter_tried.account", 10, DAY)
LETTER_TRIED_NETWORK = Budget("letter_tried.network", 60, HOUR)

# Downloads of all that is kept of an account: each reads a lot.
DATA_EXPORTED_ACCOUNT = Budget("data_exported.account", 5, DAY)

# Messages about a browser that was never used before. Key: the account; who signs in from private
# windows all day is not written to all day.
NEW_BROWSER_TOLD_ACCOUNT = Budget("new_browser_told.account", 3, DAY)

# Messages to the school's support.
HELP_SENT_NETWORK = Budget("help_sent.network", 20, HOUR)
HELP_SENT_BROWSER = Budget("help_sent.browser", 5, HOUR)

# Sign-up and recovery pages submitted, whatever becomes of them.
PROOF_BEGUN_NETWORK = Budget("proof_begun.network", 400, HOUR)

# Ways begun to another provider.
UPSTREAM_BEGUN_NETWORK = Budget("upstream_begun.network", 600, HOUR)

# Codes of devices typed: 34 bits, good for a few minutes, and only in the typist's own name.
DEVICE_CODE_TRIED_NETWORK = Budget("device_code_tried.network", 100, HOUR)
DEVICE_CODE_TRIED_ACCOUNT = Budget("device_code_tried.account", 10, HOUR)

# Clients that register themselves, and changes that they make.
CLIENT_REGISTERED_NETWORK = Budget("client_registered.network", 500, HOUR)
CLIENT_REGISTERED_GLOBAL = Budget("client_registered.global", 2_000, HOUR)

# Requests of portals that a person is written to about. Key: the address or subject meant, known
# or not; and the client.
BACKCHANNEL_ASKED_PERSON = Budget("backchannel_asked.person", 5, HOUR)
BACKCHANNEL_ASKED_CLIENT = Budget("backchannel_asked.client", 2_000, HOUR)

# Requests of portals that wait for a parent: each keeps a sealed row for a day.
JOURNEY_BEGUN_NETWORK = Budget("journey_begun.network", 6_000, HOUR)

# Second factors typed, after a first one was right: six digits, three of them good at any moment.
SECOND_FACTOR_TRIED_HOLDER = Budget("second_factor_tried.holder", 20, DAY)
"""Key: the holder, all browsers that never signed in to it together: 6 in 100,000 a day."""
SECOND_FACTOR_TRIED_BROWSER = Budget("second_factor_tried.browser", 20, DAY)
"""Key: holder and known browser, which a stranger with the password cannot use up."""
