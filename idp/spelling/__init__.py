"""How people write addresses, codes and numbers, and the one form in which each is compared.

Forms and imports use the same functions, so that what a parent types and what a school exported
meet. Owns no stored value and no secret.
"""
