"""A headless Chromium for tests, driven through a pipe by its DevTools protocol.

No driver program, no port and no library: the browser reads JSON messages from file
descriptor 3 and writes them to 4, each ended by a zero byte (``--remote-debugging-pipe``;
https://chromedevtools.github.io/devtools-protocol/).
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

NAMES = ("chromium", "chromium-headless-shell", "chromium-browser", "google-chrome")

DEADLINE = 30.0
"""Seconds for one answer; a browser that is asked for more than this hangs."""

LAUNCHER = """\
import os, sys
ends = [os.dup(int(number)) for number in sys.argv[1:3]]
spare = [os.dup(end) for end in ends]  # not 3 or 4 themselves
os.dup2(spare[0], 3)
os.dup2(spare[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""

OPTIONS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",  # small in containers
    "--disable-extensions",
    "--disable-gpu",
    "--force-device-scale-factor=1",
    "--no-first-run",
)

KEYS = {"Tab": (9, ""), "Enter": (13, "\r"), " ": (32, " ")}


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium(program: str, profile: Path) -> Iterator["Browser"]:
    """Start *program* with the new folder *profile*; end it and all its processes after."""
    commands, answers = os.pipe(), os.pipe()
    sandbox = () if os.getuid() else ("--no-sandbox",)  # it refuses to be root's
    launch = (sys.executable, "-c", LAUNCHER, str(commands[0]), str(answers[1]))
    process = subprocess.Popen(
        (*launch, program, *OPTIONS, *sandbox, f"--user-data-dir={profile}"),
        pass_fds=(commands[0], answers[1]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(commands[0])
    os.close(answers[1])
    try:
        yield Browser(answers[0], commands[1])
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(DEADLINE)
        os.close(commands[1])
        os.close(answers[0])


class Browser:
    """A running browser: sends commands, keeps the events that come."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._buffer = b""
        self._numbers = count(1)
        self.events: list[dict[str, Any]] = []

    def open(self, address: str) -> "Page":
        """Open *address* in a new page, and wait until it is loaded."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        page.go(address)
        return page

    def call(self, method: str, session: str | None = None, **parameters: object) -> Any:
        """Send a command, and return its result; raise AssertionError for an error."""
        number = next(self._numbers)
        message: dict[str, object] = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._outgoing, data) :]
        deadline = monotonic() + DEADLINE
        while True:
            answer = self._read(deadline)
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]

    def wait_for(self, method: str, session: str, begin: int) -> dict[str, Any]:
        """Return the first such event of *session* from number *begin* on."""
        deadline = monotonic() + DEADLINE
        while True:
            for event in self.events[begin:]:
                if event["method"] == method and event.get("sessionId") == session:
                    return event
            self._read(deadline)

    def _read(self, deadline: float) -> dict[str, Any]:
        """Return the next message; an event is kept, too."""
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._incoming], [], [], max(deadline - monotonic(), 0))
            assert ready, "the browser does not answer"
            data = os.read(self._incoming, 1 << 20)
            assert data, "the browser has ended"
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if "method" in message:
            self.events.append(message)
        return message


class Page:
    """One page of a browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def call(self, method: str, **parameters: object) -> Any:
        """Send a command to this page, and return its result."""
        return self._browser.call(method, self._session, **parameters)

    def go(self, address: str) -> None:
        """Load *address* in this page, and wait until all its frames have been."""
        begin = len(self._browser.events)
        answer = self.call("Page.navigate", url=address)
        assert "errorText" not in answer, answer
        self._browser.wait_for("Page.loadEventFired", self._session, begin)

    def look(self, width: int, scheme: str = "light", height: int = 900) -> None:
        """Give the page a size and a colour scheme."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        scheme_is = {"name": "prefers-color-scheme", "value": scheme}
        self.call("Emulation.setEmulatedMedia", features=[scheme_is])

    def run(self, script: str) -> Any:
        """Return the value of a JavaScript expression; what it promises is awaited."""
        answer = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release *key*: one of KEYS, or a letter or digit."""
        code, text = KEYS[key] if key in KEYS else (ord(key.upper()), key)
        event = {"key": key, "windowsVirtualKeyCode": code, "text": text}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **event)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def events(self, method: str) -> list[dict[str, Any]]:
        """Return the parameters of all such events of this page so far."""
        self.run("1")  # by its answer, what came before has been told
        return [
            event["params"]
            for event in self._browser.events
            if event["method"] == method and event.get("sessionId") == self._session
        ]

    def forget(self) -> None:
        """Forget all events so far."""
        self._browser.events.clear()

    def complaints(self) -> list[str]:
        """Return what the console has got: messages, warnings, errors, exceptions."""
        return [
            *(str(event["args"]) for event in self.events("Runtime.consoleAPICalled")),
            *(str(event["exceptionDetails"]) for event in self.events("Runtime.exceptionThrown")),
            *(event["entry"]["text"] for event in self.events("Log.entryAdded")),
        ]

    def requests(self) -> list[str]:
        """Return the addresses that were asked for."""
        return [event["request"]["url"] for event in self.events("Network.requestWillBeSent")]

    def picture(self) -> bytes:
        """Return the whole page as a PNG."""
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return b64decode(answer["data"])

    def pdf(self) -> bytes:
        """Return the page as it is printed."""
        return b64decode(self.call("Page.printToPDF", printBackground=False)["data"])
