"""The school registry."""

from msgspec import Struct

FICHE_DIGITS = range(4, 12)
"""How long a number of any organisation may be: shorter than a permanent code."""


class RegistrySettings(Struct, frozen=True):
    """Imports of the school registry."""

    removal_threshold_percent: int = 2
    """A second person must agree to an import that takes away more of an organisation's contacts
    than this."""
    removal_threshold_count: int = 1000
    """The same, above so many contacts of one organisation, whatever their share."""
    access_threshold_count: int = 100
    """The same, above so many confirmed children of one organisation whose parent loses access."""
    unusable_threshold_percent: int = 5
    """A file is refused when more of its rows cannot be used: something is wrong with all of it."""
    unusable_threshold_count: int = 100
    """The same, but never for so few rows, whatever their share."""
    approval_hours: int = 72
    """How long an import waits to be published, or for a second person."""
    kept_imports: int = 5
    """Imports kept for each organisation, the current one included: those can be brought back."""
    directory: str = "var/registry"
    """Where uploaded files wait until they are read; every node sees the same."""
    profiles_directory: str = ""
    """Profiles that may be named, a file `NAME.toml` each, in the place of those that come with
    Parvis; empty: those."""
    upload_megabytes: int = 1024
    """No longer file is taken from the console or the API."""
    unpacked_megabytes: int = 4096
    """No longer export is read, once an archive is unpacked."""
    drop_directory: str = ""
    """A directory that the worker takes exports from; none when empty."""
    drop_profile: str = "gpi"
    """How exports in that directory are read."""
    drop_settle_seconds: int = 60
    """A file there is complete when it did not change for so long, or `FILE.done` stands by it."""
    drop_kept_days: int = 7
    """How long files from there stay in its folders `done` and `failed`."""
    offer_days: int = 30
    """A portal with `inform` offers to confirm a child, and again so many days after a parent
    passed it over; meanwhile, and under `prompt=none`, the token says false."""
    fiche_digits: tuple[int, ...] = (7,)
    """How long fiche numbers are, as parents type them; the profile of an export says which."""
    confirm: str = "organisation"
    """`organisation`: one child's number confirms every child there whose file lists the address;
    `each`: every child's number is asked."""
