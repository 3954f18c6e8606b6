"""What an administrator does: check, do, and record it, in one transaction.

The command line calls these rooms; so will any other mouth an administrator speaks through.
Owns no table.
"""
