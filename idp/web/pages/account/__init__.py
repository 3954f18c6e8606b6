"""The pages of one's own account, one a file."""
