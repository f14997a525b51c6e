"""What editors ask about a snapshot, one file a question; nothing here knows a protocol or a shell."""
