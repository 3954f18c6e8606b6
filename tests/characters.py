"""What texts are made of in tests that draw them at random."""

from hypothesis import strategies as st

ANY_CHARACTER = st.characters(exclude_categories=["Cs"])
"""What `st.text()` draws from when told nothing, which first encodes each character to find out."""
