"""The pages of one's own account: a file a page."""
