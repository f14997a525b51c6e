"""importls: a static import resolver for Python, as a command line and a language server."""

__version__ = "0.1.0"
