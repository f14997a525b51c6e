"""Modules, packages and folders that move: every place that names them, as edits; nothing here writes or moves."""
