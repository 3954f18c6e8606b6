"""How people write addresses, codes and numbers, and the one form in which each is compared.

What somebody types is read by a function that throws away what people add (`fiche_number`,
`permanent_code`, `clean_...`); a cell of a file by one that takes nothing but the thing itself
(`read_...`), since nobody is there to be asked. Both end in the same form, so that what a parent
types and what a school exported meet. Addresses have one reader for both: nothing in them is
thrown away. `docs/registry.md` has the table. Owns no stored value and no secret.
"""
