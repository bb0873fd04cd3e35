"""The desk served for a browser of this machine: a server in a thread, and how Chromium is started."""

import socket
import threading
from pathlib import Path

import uvicorn

from onrecord.web import create_app

__all__ = ["CHROMIUM", "FLAGS", "Server"]

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Server(threading.Thread):
    """The desk on a free port of this machine, in a thread of this process."""

    def __init__(self, ledger: str) -> None:
        super().__init__(daemon=True)
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.socket.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(create_app(ledger), log_level="error"))

    def run(self) -> None:
        self.server.run(sockets=[self.socket])

    def stop(self) -> None:
        self.server.should_exit = True
        self.join(10)
        self.socket.close()
