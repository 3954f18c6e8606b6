"""Parvis: an OpenID Connect identity provider for the parents of schoolchildren."""

__version__ = "0.1.0"
