"""The administrators themselves: invitations, roles, sign-in, what they sign in by."""
