"""What `import X` does in a fresh interpreter, worked out without running anything; `trace` is the front door."""
