"""Which role may read and change what. Anything else is denied."""

from msgspec import Struct

from idp.administration.actor import Area, Role


class Rights(Struct, frozen=True):
    """Who reads in an area, who changes, and whether changes need a recent authentication."""

    read: frozenset[Role]
    change: frozenset[Role]
    fresh: bool


def _rights(*, read: str, change: str, fresh: bool) -> Rights:
    return Rights(_roles(read), _roles(change), fresh)


def _roles(names: str) -> frozenset[Role]:
    return frozenset(Role(name) for name in names.split())


RIGHTS: dict[Area, Rights] = {
    Area.KEYS: _rights(read="owner operator auditor", change="owner operator", fresh=True),
    Area.PORTALS: _rights(read="owner operator auditor", change="owner operator", fresh=True),
    Area.REGISTRY: _rights(read="owner registry auditor", change="owner registry", fresh=True),
    # These are personal data: auditors read in the record who looked at them.
    Area.PEOPLE: _rights(read="owner support", change="owner support", fresh=False),
    Area.AUDIT: _rights(read="owner auditor", change="owner", fresh=True),
    Area.ADMINISTRATORS: _rights(read="owner auditor", change="owner", fresh=True),
    Area.INSTALLATION: _rights(read="owner operator auditor", change="owner operator", fresh=True),
    # What of it is shown to whom: idp/administration/statistics/actions.py.
    Area.STATISTICS: _rights(
        read="owner operator registry support auditor", change="owner", fresh=False
    ),
}
