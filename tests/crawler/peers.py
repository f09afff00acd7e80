"""A server of bytes, and one request to it as a poll sends it."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from typing import Any, cast

from crawler.guard import install_resolver
from crawler.http_client import HttpClient
from crawler.http_records import Came, Target
from crawler.poll_sender import PollSender
from crawler.run import run
from storage.thread import StoreThread
from tests.crawler.polling import made
from tests.crawler.world import NOW

Speaks = Callable[[socket.socket, bytes], None]


class Peer:
    """A server that does with a connection, once a request's head is read, what ``speaks`` does."""

    def __init__(self, speaks: Speaks, *, tls: ssl.SSLContext | None = None, ipv6: bool = False) -> None:
        self.heads: list[bytes] = []
        self.closed = threading.Event()
        peer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                link = self.request
                try:
                    link = tls.wrap_socket(link, server_side=True) if tls else link
                    head = head_from(link)
                    if head:
                        peer.heads.append(head)
                        speaks(link, head)
                except OSError:  # who asks may go away at any time
                    return
                finally:
                    link.close()
                    peer.closed.set()

        class Server(socketserver.ThreadingTCPServer):
            address_family = socket.AF_INET6 if ipv6 else socket.AF_INET
            daemon_threads = True

        self.server = Server(("::1" if ipv6 else "127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()


def head_from(link: socket.socket) -> bytes:
    head = b""
    while not head.endswith(b"\r\n\r\n") and (byte := link.recv(1)):
        head += byte
    return head


def target_of(url: str, validators: dict[str, bytes] | None = None, **settings: Any) -> Target:
    sender = PollSender(made(**settings), cast(StoreThread, None), lambda: NOW)
    return sender.target(url, validators or {})


def ask(url: str, *, timeout_s: float = 20.0, verify_tls: bool = True, **settings: Any) -> Came:
    """Ask as a poll does, with the guard that looks names up."""
    sender = PollSender(made(**settings), cast(StoreThread, None), lambda: NOW)
    target = sender.target(url, {})

    async def asked() -> Came:
        install_resolver(sender.crawler)
        return await HttpClient(made(**settings), verify_tls=verify_tls).ask(target, timeout_s=timeout_s)

    return run(asked)


def tunnel(link: socket.socket, head: bytes) -> None:
    """What a proxy does with CONNECT."""
    port = int(head.split(b" ")[1].rpartition(b":")[2])
    with socket.create_connection(("127.0.0.1", port)) as onward:
        link.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

        def back() -> None:
            while part := onward.recv(65_536):
                link.sendall(part)

        threading.Thread(target=back, daemon=True).start()
        while part := link.recv(65_536):
            onward.sendall(part)
