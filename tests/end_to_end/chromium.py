"""A real Chromium without a window, spoken to through a pipe (Chrome DevTools Protocol): no driver is needed."""

import json
import os
import shutil
import subprocess

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Chromium:
    """One page of a browser with a profile of its own; `console` is what the page has complained about."""

    def __init__(self, profile, *, dark=False, size=(1400, 900)):
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run")
        command = [PROGRAM, *flags, f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}", "about:blank"]
        # The protocol is spoken on descriptors 3 and 4.
        script = f'exec "$@" 3<&{to_browser} 4>&{from_browser}'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "bash", *command],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._buffer, self._number, self.console = b"", 0, []
        pages = self.ask("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in pages if target["type"] == "page")
        self._session = self.ask("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._read)
        os.close(self._write)

    def ask(self, method, **parameters):
        """The result of one method of the protocol."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if getattr(self, "_session", None):
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        return self._until(lambda answer: answer.get("id") == message["id"])["result"]

    def _until(self, wanted):
        while True:
            while b"\0" not in self._buffer:
                data = os.read(self._read, 1 << 16)
                assert data, "the browser has gone"
                self._buffer += data
            line, _, self._buffer = self._buffer.partition(b"\0")
            message = json.loads(line)
            self._note(message)
            if wanted(message):
                assert "error" not in message, message
                return message

    def _note(self, message):
        if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"):
            self.console.append(message["params"])

    def open(self, file, before=""):
        """Load a file, after a script that runs before those of the page."""
        if before:
            self.ask("Page.addScriptToEvaluateOnNewDocument", source=before)
        self.ask("Page.navigate", url=file.as_uri())
        self._until(lambda message: message.get("method") == "Page.loadEventFired")

    def run(self, expression):
        """The value of a JavaScript expression in the page."""
        outcome = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in outcome, outcome["exceptionDetails"]
        return outcome["result"].get("value")

    def focused_name(self):
        """What a screen reader calls the element that has the focus."""
        found = self.ask("Runtime.evaluate", expression="document.activeElement")["result"]["objectId"]
        tree = self.ask("Accessibility.getPartialAXTree", objectId=found, fetchRelatives=False)
        return tree["nodes"][0]["name"]["value"]

    def press(self, *keys):
        """Press keys as a user does, one after the other."""
        for key in keys:
            text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
            self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, **text)
            self.ask("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)

    def click(self, selector, times=1):
        """Click the middle of the first element of a selector."""
        x, y = self._middle(selector)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=times)

    def point(self, selector):
        """Move the pointer over the first element of a selector."""
        x, y = self._middle(selector)
        self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def _middle(self, selector):
        found = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect().toJSON()"
        at = self.run(found)
        return at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
