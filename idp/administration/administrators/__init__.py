"""The administrators themselves: invitations, roles, sign-in and authenticators."""
