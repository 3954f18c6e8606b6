"""Files that other systems made: received whole, opened, read row by row, sorted on disk.

Owns no table, and knows nothing of what the rows say. A doubtful file is refused; a row that cannot
be used is left out, by its line and a reason that repeats nothing of it.
"""
