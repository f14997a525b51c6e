"""A small client of the language server: real messages on the streams of a real process."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time

from tests.end_to_end.command import environment

PATIENCE = 120
"""Seconds after which an answer that is waited for is not expected any more."""


class Client:
    """Starts `importls lsp` in a folder; `capabilities` are those of the client, `settings` the section `importls`."""

    def __init__(self, folder, *arguments, capabilities=None, settings=None, program=None, **variables):
        self.folder = folder
        self.settings = settings or {}
        self.capabilities = capabilities or {}
        command = program or [sys.executable, "-m", "importls", "lsp", *map(str, arguments)]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(**variables),
        )
        self.answers, self.notifications, self.requests, self.errors = {}, [], [], []
        self.changed = threading.Condition()
        self.last_id = 0
        self.versions = {}
        self.is_over = False
        self.threads = [threading.Thread(target=read, daemon=True) for read in (self._read, self._read_errors)]
        for thread in self.threads:
            thread.start()

    # Messages.

    def send(self, message):
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body):
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def notify(self, method, params=None):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method, params=None):
        """Send a request; its id."""
        self.last_id += 1
        self.send({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params})
        return self.last_id

    def answer(self, identifier):
        """The whole answer to a request."""
        return self.wait(lambda: self.answers.get(identifier))

    def request(self, method, params=None):
        """The result of a request."""
        answer = self.answer(self.ask(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def error(self, method, params=None):
        """The error of a request."""
        return self.answer(self.ask(method, params))["error"]

    def wait(self, condition, patience=PATIENCE):
        """What the condition gives, as soon as that is true."""
        deadline = time.monotonic() + patience
        with self.changed:
            while not (found := condition()):
                assert not self.is_over, b"".join(self.errors).decode()
                assert self.changed.wait(deadline - time.monotonic()), b"".join(self.errors).decode()
        return found

    def _read(self):
        with contextlib.suppress(ValueError):
            while line := self.process.stdout.readline():
                length = 0
                while line.strip():
                    name, _, value = line.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                    line = self.process.stdout.readline()
                self._take(json.loads(self.process.stdout.read(length)))
        with self.changed:
            self.is_over = True
            self.changed.notify_all()

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line)

    def _take(self, message):
        with self.changed:
            if "method" not in message:
                self.answers[message["id"]] = message
            elif "id" in message:
                self.requests.append(message)
            else:
                self.notifications.append(message)
            self.changed.notify_all()
        if "method" in message and "id" in message:
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": self._result(message)})

    def _result(self, message):
        if message["method"] == "workspace/configuration":
            return [self.settings for _ in message["params"]["items"]]
        return None

    # The life of a server.

    def initialize(self, *folders, **more):
        """Begin with these folders, by default the one that it was started in; what the server offers."""
        result = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": None,
                "capabilities": self.capabilities,
                "workspaceFolders": [{"uri": uri(folder), "name": "x"} for folder in folders or (self.folder,)],
                **more,
            },
        )
        self.notify("initialized", {})
        return result["capabilities"]

    def close(self):
        """Shut down and exit; the status of the process."""
        if not self.is_over and self.process.poll() is None:
            with contextlib.suppress(OSError, ValueError):
                self.ask("shutdown")
                self.notify("exit")
        return self.ended()

    def ended(self):
        """The status of the process, which ends by itself."""
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            for thread in self.threads:
                thread.join(PATIENCE)
            for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
                with contextlib.suppress(OSError):
                    stream.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        assert b"Traceback" not in b"".join(self.errors), b"".join(self.errors).decode()

    # Documents.

    def open(self, path, text=None):
        file = self.folder / path
        self.versions[path] = 1
        text = file.read_text() if text is None else text
        item = {"uri": uri(file), "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, path, *changes):
        """Changes are whole texts, or pairs of a range (line, character, line, character) and a text."""
        self.versions[path] += 1
        content = [{"text": c} if isinstance(c, str) else {"range": span(*c[0]), "text": c[1]} for c in changes]
        identifier = {"uri": uri(self.folder / path), "version": self.versions[path]}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": content})

    def close_document(self, path):
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri(self.folder / path)}})

    def at(self, path, line, character):
        """The parameters of a request about a place."""
        return {
            "textDocument": {"uri": uri(self.folder / path)},
            "position": {"line": line, "character": character},
        }

    # Findings.

    def published(self, path):
        """The last list that was published of a file, None if there was none."""
        for note in reversed(self.notifications):
            if note["method"] == "textDocument/publishDiagnostics" and note["params"]["uri"] == uri(self.folder / path):
                return note["params"]["diagnostics"]
        return None

    def wait_for_rules(self, path, *rules):
        """The published findings of a file, as soon as they are of these rules."""
        return self.wait(lambda: [self.published(path)] if rules_of(self.published(path)) == list(rules) else None)[0]

    def pull(self, path, **more):
        """The report about a document."""
        params = {"textDocument": {"uri": uri(self.folder / path)}, "identifier": "importls", **more}
        return self.request("textDocument/diagnostic", params)


def rules_of(diagnostics):
    return None if diagnostics is None else [item["code"] for item in diagnostics]


def uri(path):
    return path.as_uri()


def span(line, character, end_line, end_character):
    return {
        "start": {"line": line, "character": character},
        "end": {"line": end_line, "character": end_character},
    }
