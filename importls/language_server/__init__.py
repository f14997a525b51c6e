"""The language server: a shell around snapshots that speaks LSP and knows nothing of the command line.

Messages are read and answered in one thread, everything about a project is worked out in another (`worker`), so that no
message waits for work. One file a request; `features` is the table of them.
"""
