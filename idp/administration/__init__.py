"""The actions of administrators: each checks, does and records in one transaction.

The console, the REST API and the command line call them. Owns no table.
"""
