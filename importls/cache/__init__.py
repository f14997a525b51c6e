"""What earlier runs left on the disk: nothing here changes an answer, it only comes sooner."""
