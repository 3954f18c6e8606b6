"""What accounts are called at portals that knew people in a former system (decision 0045).

Owns the table `former_subject`: a row says, for an account and a source of imported accounts, by
which `sub` the portals of that source know it: its former one, or its own. The row is written once
and stays, even after the account's erasure: so a `sub` neither changes nor serves twice.
"""

from idp.tokens.former_subjects.former_subjects import FormerSubjects

__all__ = ["FormerSubjects"]
