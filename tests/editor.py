"""An editor, as a language server sees one: JSON-RPC over the pipes of a process."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

COMMAND = [sys.executable, "-c", "from vscan.cli import main; main()", "lsp"]
PATIENCE = 60


class Editor:
    """Starts `vscan lsp` in a folder; every message from it is waited for by what it says."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [*COMMAND, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder.parent
        )
        self._inbox: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.unread: list[dict[str, Any]] = []
        self._id = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Editor:
        self.capabilities = self.ask(
            "initialize", {"processId": None, "rootUri": self.folder.as_uri(), "capabilities": {}}
        )["capabilities"]
        self.tell("initialized", {})
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        assert self.process.stdin
        self.process.stdin.close()  # which is how an editor that dies looks
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._listener.join()
        with self.process:
            pass  # closes the pipes

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str, version: int = 1) -> None:
        document = {"uri": self.uri(name), "languageId": "c", "version": version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def type(self, name: str, text: str, version: int) -> None:
        document = {"uri": self.uri(name), "version": version}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def save(self, name: str) -> None:
        self.tell("textDocument/didSave", {"textDocument": {"uri": self.uri(name)}})

    def close(self, name: str) -> None:
        self.tell("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def shown(self, name: str) -> list[dict[str, Any]]:
        """The next diagnostics of a document."""
        return self.next("textDocument/publishDiagnostics", lambda params: params["uri"] == self.uri(name))[
            "diagnostics"
        ]

    def hover(self, name: str, line: int) -> str | None:
        """What it says over a line (0 is the first)."""
        found = self.ask(
            "textDocument/hover",
            {"textDocument": {"uri": self.uri(name)}, "position": {"line": line, "character": 2}},
        )
        return found and found["contents"]["value"]

    def fixes(self, name: str, found: dict[str, Any]) -> list[dict[str, Any]]:
        params = {
            "textDocument": {"uri": self.uri(name)},
            "range": found["range"],
            "context": {"diagnostics": [found]},
        }
        return self.ask("textDocument/codeAction", params)

    def leave(self) -> int:
        """The way the protocol wants it; the exit code. What nobody has waited for is then in `unread`."""
        self.ask("shutdown")
        self.tell("exit")
        while (message := self._inbox.get(timeout=PATIENCE)) is not None:
            self.unread.append(message)
        return self.process.wait(PATIENCE)

    def tell(self, method: str, params: dict[str, Any] | None = None) -> None:
        self._send({"method": method, **({} if params is None else {"params": params})})

    def ask(self, method: str, params: dict[str, Any] | None = None) -> Any:
        self._id += 1
        self._send({"id": self._id, "method": method, **({} if params is None else {"params": params})})
        answer = self._await(lambda message: message.get("id") == self._id and "method" not in message)
        assert "error" not in answer, answer
        return answer["result"]

    def next(self, method: str, fits: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
        """The parameters of the next such notification."""
        return self._await(lambda m: m.get("method") == method and fits(m["params"]))["params"]

    def _await(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        for message in self.unread:
            if fits(message):
                self.unread.remove(message)
                return message
        while (message := self._inbox.get(timeout=PATIENCE)) is not None:
            if fits(message):
                return message
            self.unread.append(message)
        raise AssertionError(f"the server went away; left unread: {self.unread}")

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _listen(self) -> None:
        assert self.process.stdout
        while header := self.process.stdout.readline():
            length = int(header.removeprefix(b"Content-Length: ")) if b"Length" in header else 0
            if length:
                while self.process.stdout.readline().strip():
                    pass
                self._inbox.put(json.loads(self.process.stdout.read(length)))
        self._inbox.put(None)
