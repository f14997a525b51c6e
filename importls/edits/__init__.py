"""Edits of source as text: import statements that move, wait or name another module; knows nothing of projects."""
