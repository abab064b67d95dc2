"""The server that an editor starts and talks to. Scans run in a thread of their own, one at a time, so
that the editor is answered while the model loads."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from vscan import __version__
from vscan.domain import VscanError
from vscan.languages import language_of
from vscan.lsp import shown
from vscan.lsp.desk import Desk, Look


class Server(LanguageServer):
    """Documents are sent whole: pygls applies partial changes by lines that a form feed ends, too."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("vscan", __version__, lsp.TextDocumentSyncKind.Full)
        self._desk = desk
        self._thread = ThreadPoolExecutor(1, "scan")
        self._looks: dict[str, Look] = {}
        self._latest: dict[str, int] = {}
        self._complaint = ""
        self.asked_to_end = False

    def settle(self, root: str | None) -> None:
        """Stand where the command line would: globs, ignore files and the cache go by the current folder."""
        if root and (path := to_fs_path(root)) and Path(path).is_dir():
            os.chdir(path)

    async def scan(self, uri: str) -> None:
        """Scan what stands in the editor now, and show it unless something newer came in between."""
        path = to_fs_path(uri) if uri.startswith("file:") else None
        if not path or language_of(path) is None:
            return
        document = self.workspace.get_text_document(uri)
        turn = self._latest[uri] = self._latest.get(uri, 0) + 1
        text, version = document.source, document.version
        try:
            look = await asyncio.get_running_loop().run_in_executor(
                self._thread, self._look, uri, turn, Path(path), text
            )
        except VscanError as error:
            self._complain(str(error))
            return
        if look is None or self._latest.get(uri) != turn:
            return
        self._complaint = ""
        self._looks[uri] = look
        found = shown.diagnostics(look, uri, document.position_codec)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, version))
        for skip in look.report.skipped:
            said = f"not scanned: {skip.path}: {skip.reason.value} {skip.detail}".rstrip()
            self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Info, said))

    def forget(self, uri: str) -> None:
        self._looks.pop(uri, None)
        self._latest.pop(uri, None)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))

    def hover(self, uri: str, line: int) -> lsp.Hover | None:
        """Nothing for a text that changed since it was scanned: its lines may have moved."""
        look = self._looks.get(uri)
        if look is None or look.text != self.workspace.get_text_document(uri).source:
            return None
        return shown.hover(look, line)

    def actions(self, uri: str, found: list[lsp.Diagnostic]) -> list[lsp.CodeAction]:
        text = self.workspace.get_text_document(uri).source
        language = language_of(uri, text) or ""
        return [action for one in found if (action := shown.suppress(text, uri, one, language))]

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._desk.close()

    def _look(self, uri: str, turn: int, path: Path, text: str) -> Look | None:
        """In the thread. A document that changed or closed while it waited for its turn is passed over."""
        try:
            return self._desk.look(path, text) if self._latest.get(uri) == turn else None
        except CancelledError:  # the workers ended, since the server does
            return None

    def _complain(self, problem: str) -> None:
        """Once, not at every save."""
        if problem != self._complaint:
            self._complaint = problem
            said = lsp.ShowMessageParams(lsp.MessageType.Error, f"vscan: {problem}")
            self.window_show_message(said)


def build(desk: Desk) -> Server:
    """The server with all it answers to."""
    server = Server(desk)

    @server.feature(lsp.INITIALIZE)
    def begin(params: lsp.InitializeParams) -> None:
        folders = params.workspace_folders or []
        server.settle(params.root_uri or (folders[0].uri if folders else None))

    @server.feature(lsp.SHUTDOWN)
    def ending(_: None) -> None:
        server.asked_to_end = True

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        await server.scan(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        await server.scan(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.forget(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        return server.hover(params.text_document.uri, params.position.line)

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def asked(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return server.actions(params.text_document.uri, list(params.context.diagnostics))

    return server


def serve(desk: Desk) -> int:
    """On standard input and output, until the editor says `exit` or goes away. The exit code, which is
    0 only after a `shutdown`, as the protocol has it."""
    server = build(desk)
    try:
        server.start_io()
    finally:
        server.close()
    return 0 if server.asked_to_end else 1
