"""Projects that are kept up to date while they are edited; one file a part, none of which knows what an editor is."""
