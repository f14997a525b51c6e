"""A client of any language server on standard input and output; it knows no server and measures nothing but moments."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

Found = TypeVar("Found")
Message = dict[str, Any]

CAPABILITIES: Final = {
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "diagnostics": {"refreshSupport": True},
        "symbol": {},
    },
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {"relatedInformation": True, "versionSupport": True},
        "diagnostic": {"dynamicRegistration": True},
        "definition": {"linkSupport": True},
        "references": {},
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"resolveSupport": {"properties": ["documentation"]}}},
    },
    "window": {"workDoneProgress": True},
    "general": {"positionEncodings": ["utf-16"]},
}


class LspClient:
    """A server that was started in a folder; `started` is when, by the clock `time.perf_counter`."""

    def __init__(self, command: Sequence[str], folder: str, environment: Mapping[str, str], settings: Message) -> None:
        """Raises OSError where there is no such command."""
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.published: dict[str, list[tuple[float, Message]]] = {}
        self.registered: set[str] = set()
        self.settings = settings
        self._answers: dict[int, tuple[float, Message]] = {}
        self._last_id = 0
        self._is_over = False
        self._news = threading.Condition()
        self._writing = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object, patience: float) -> tuple[float, Any]:
        """Send a request; the moment and the result of the answer, None for an error.

        Raises:
            TimeoutError: there is none in so many seconds, or the server has ended.

        """
        self._last_id += 1
        asked = self._last_id
        self._send({"jsonrpc": "2.0", "id": asked, "method": method, "params": params})
        moment, message = self.wait(lambda: self._answers.pop(asked, None), patience)
        return moment, message.get("result")

    def wait(self, condition: Callable[[], Found | None], patience: float) -> Found:
        """What the condition gives, which is asked after each message of the server.

        Raises:
            TimeoutError: as above.

        """
        deadline = time.perf_counter() + patience
        with self._news:
            while (found := condition()) is None:
                if self._is_over or not self._news.wait(max(deadline - time.perf_counter(), 0)):
                    raise TimeoutError("the server has ended" if self._is_over else f"nothing in {patience:g} s")
        return found

    def kill(self) -> None:
        """End the server and whatever it has started."""
        os.killpg(self.process.pid, 9)
        self.process.wait()

    def _send(self, message: Message) -> None:
        body = json.dumps(message).encode()
        stream = self.process.stdin
        with self._writing:
            if stream is not None:
                stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
                stream.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        while stream is not None and (line := stream.readline()):
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                line = stream.readline()
            self._take(time.perf_counter(), json.loads(stream.read(length)))
        with self._news:
            self._is_over = True
            self._news.notify_all()

    def _take(self, moment: float, message: Message) -> None:
        if "method" in message and "id" in message:
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": self._answer(message)})
        with self._news:
            if "method" not in message:
                self._answers[message["id"]] = moment, message
            elif message["method"] == "textDocument/publishDiagnostics":
                params = message["params"]
                self.published.setdefault(params["uri"], []).append((moment, params))
            self._news.notify_all()

    def _answer(self, message: Message) -> object:
        params = message.get("params") or {}
        if message["method"] == "client/registerCapability":
            self.registered |= {one["method"] for one in params["registrations"]}
        if message["method"] != "workspace/configuration":
            return None
        return [self._section(item.get("section")) for item in params["items"]]

    def _section(self, name: str | None) -> object:
        found: object = self.settings
        for part in name.split(".") if name else ():
            found = found.get(part) if isinstance(found, dict) else None
        return found
