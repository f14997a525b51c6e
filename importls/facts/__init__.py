"""Source bytes to facts: the fast scan of every file, and the fuller reading of the few that need it."""
