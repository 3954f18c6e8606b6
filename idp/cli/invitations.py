"""`parvis invitations`: the tokens by which portals register themselves."""

from idp.administration.portals.invitations import InvitationActions
from idp.cli.action_commands import ActionGroup

command = ActionGroup("invitations", help="The tokens that let a portal register itself.")
command.says(InvitationActions.invite, "{token}")
command.lists(
    InvitationActions.list,
    "invitations",
    {"ID": "id", "USES LEFT": "uses_left", "UNTIL": "expires_at", "NOTE": "note"},
)
command.says(InvitationActions.withdraw, "{id} is withdrawn")
