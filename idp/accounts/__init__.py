"""Accounts, their proven addresses, passwords and sessions, and the codes that prove an address.

Owns the tables `account`, `account_details`, `address`, `browser_session`, `address_proof` and
`email_code`. Does not know clients, the school registry or pages. No answer here, nor
its time, reveals whether an address has an account.
"""

from idp.accounts.accounts import Accounts
from idp.accounts.addresses import Addresses
from idp.accounts.details import AccountDetails
from idp.accounts.email_proofs.email_verifications import EmailVerifications
from idp.accounts.model import (
    Account,
    Closed,
    Details,
    EmailVerification,
    HeldAccount,
    KeptDetails,
    NewSession,
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
    "NewSession",
    "PasswordTries",
    "Passwords",
    "ProvenAddress",
    "Purpose",
    "Session",
    "SessionDatabase",
    "Sessions",
]
