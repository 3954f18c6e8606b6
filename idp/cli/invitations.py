"""`parvis invitations`: who may register a portal without us."""

from idp.administration.portals.invitations import InvitationOperations
from idp.cli.action_commands import ActionGroup

command = ActionGroup("invitations", help="The tokens that let a portal register itself.")
command.says(InvitationOperations.invite, "{token}")
command.lists(
    InvitationOperations.list,
    "invitations",
    {"ID": "id", "USES LEFT": "uses_left", "UNTIL": "expires_at", "NOTE": "note"},
)
command.says(InvitationOperations.withdraw, "{id} is withdrawn")
