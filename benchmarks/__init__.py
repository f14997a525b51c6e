"""The command that measures importls beside its peers; it knows their command lines and nothing of how they work."""
