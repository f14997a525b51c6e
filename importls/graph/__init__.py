"""Algorithms on directed graphs of any hashable node; nothing here knows what an import is.

A graph is a mapping from each node to its successors. Successors that are no keys of the mapping have none themselves.
"""
