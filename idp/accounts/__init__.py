"""Who a person is to us: accounts, proven addresses, passwords, sessions, and the codes that prove.

Owns the tables `account`, `account_details`, `address`, `browser_session`, `address_proof` and
`email_code`. Does not know clients, the school registry or pages. Nothing here answers
differently, or in another time, because an address has an account: whoever must not learn it is
never told, by any part.
"""

from idp.accounts.accounts import Accounts
from idp.accounts.addresses import Addresses
from idp.accounts.details import AccountDetails
from idp.accounts.email_verifications import EmailVerifications
from idp.accounts.model import (
    Account,
    Closed,
    Details,
    EmailVerification,
    HeldAccount,
    KeptDetails,
    ProvenAddress,
    Purpose,
    Session,
)
from idp.accounts.password_tries import PasswordTries
from idp.accounts.passwords import Passwords
from idp.accounts.session_database import SessionDatabase
from idp.accounts.sessions import Sessions

__all__ = [
    "Account",
    "AccountDetails",
    "Accounts",
    "Addresses",
    "Closed",
    "Details",
    "EmailVerification",
    "EmailVerifications",
    "HeldAccount",
    "KeptDetails",
    "PasswordTries",
    "Passwords",
    "ProvenAddress",
    "Purpose",
    "Session",
    "SessionDatabase",
    "Sessions",
]
