"""A mailbox and a Slack endpoint on this machine that keep what they receive, and fail on demand.

Both listen on 127.0.0.1 at a free port, run in threads of their own and are context managers.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections import deque
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

MESSAGE_LIMIT = 32 * 1024 * 1024
BODY_LIMIT = 1024 * 1024


class Mailbox:
    """An SMTP server that keeps every message it accepts in ``messages``; ``recipients`` runs beside it.

    ``tls``: a server context; with ``implicit_tls`` from the first byte, else offered by STARTTLS and required.
    ``login``: the one user and password accepted; required after STARTTLS. ``start`` raises RuntimeError where the
    extra "demo" is not installed.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        login: tuple[str, str] | None = None,
    ) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.port = 0
        self._tls, self._implicit, self._login = tls, implicit_tls, login
        self._answers: deque[str] = deque()
        self._refused: dict[str, str] = {}
        self._refuse_when: tuple[Callable[[EmailMessage], bool], str] | None = None
        self._silent_after_accepting = 0
        self._released = threading.Event()
        self._arrived = threading.Semaphore(0)
        self._controller: Controller | None = None

    def refuse_next(self, times: int, reply: str = "451 4.3.0 try again later") -> None:
        """Answer the next ``times`` messages with ``reply`` instead of keeping them."""
        self._answers.extend([reply] * times)

    def refuse_recipient(self, address: str, reply: str = "550 5.1.1 no such user") -> None:
        """Refuse one recipient from now on; an empty ``reply`` accepts it again."""
        self._refused[address] = reply

    def refuse_when(self, test: Callable[[EmailMessage], bool], reply: str = "552 5.3.4 message too big") -> None:
        """Refuse each message for which ``test`` is true."""
        self._refuse_when = (test, reply)

    def say_nothing_after_accepting(self, times: int = 1) -> None:
        """Keep the next ``times`` messages, but never answer: the client times out after acceptance."""
        self._silent_after_accepting += times

    def wait_for_message(self, timeout: float = 10.0) -> bool:
        """Block until one more message was kept; False after ``timeout`` seconds."""
        return self._arrived.acquire(timeout=timeout)

    def start(self) -> None:
        """Listen; ``port`` is known afterwards."""
        self._controller = _controller(self, self._tls, self._implicit, self._login)
        self._controller.start()
        self.port = self._controller.port

    def stop(self) -> None:
        """Stop listening; messages stay."""
        self._released.set()
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Mailbox:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Accept a recipient unless told otherwise."""
        refusal = self._refused.get(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep a message unless told otherwise."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=default_policy)
        if self._answers:
            return self._answers.popleft()
        if self._refuse_when is not None and self._refuse_when[0](message):
            return self._refuse_when[1]
        self.messages.append(message)
        self.recipients.append(list(envelope.rcpt_tos))
        self._arrived.release()
        if self._silent_after_accepting:
            self._silent_after_accepting -= 1
            await asyncio.to_thread(self._released.wait)
        return "250 OK"


def _controller(
    handler: Mailbox, tls: ssl.SSLContext | None, implicit: bool, login: tuple[str, str] | None
) -> Controller:
    try:
        from aiosmtpd.controller import Controller
        from aiosmtpd.smtp import AuthResult, LoginPassword
    except ImportError as error:
        raise RuntimeError("the local mailbox needs aiosmtpd: pip install 'vestnik[demo]'") from error

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == login
        return AuthResult(success=right, handled=False)

    class _OnFreePort(Controller):
        """A controller that learns which port the system gave it before it tries it out."""

        async def _listen(self) -> asyncio.AbstractServer:
            server = await self.loop.create_server(
                self._factory_invoker, self.hostname, 0, ssl=self.ssl_context, backlog=100
            )
            self.port = server.sockets[0].getsockname()[1]
            return server

        def _create_server(self) -> Any:  # aiosmtpd's hook; typed there as any awaitable server
            return self._listen()

    options: dict[str, Any] = {"server_hostname": "mailbox.localhost", "data_size_limit": MESSAGE_LIMIT}
    if tls is not None and not implicit:
        options |= {"tls_context": tls, "require_starttls": True}
    if login is not None:
        # aiosmtpd does not see TLS that began before it: there, and without TLS, it cannot demand a login.
        starttls = tls is not None and not implicit
        options |= {"authenticator": check, "auth_required": starttls, "auth_require_tls": starttls}
    return _OnFreePort(handler, hostname="127.0.0.1", port=0, ssl_context=tls if implicit else None, **options)


class SlackEndpoint:
    """An HTTP server that answers like an incoming webhook and keeps each JSON message in ``messages``.

    ``headers`` holds the request headers (lower-case names) beside each message, ``attempts`` counts every request,
    also refused ones.
    """

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.attempts = 0
        self.url = ""
        self._answers: deque[tuple[int, str, dict[str, str]] | None] = deque()
        self._silent_after_accepting = 0
        self._dead = False
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._arrived = threading.Semaphore(0)
        self._server: ThreadingHTTPServer | None = None

    def answer_next(
        self, status: int, body: str = "", *, times: int = 1, after: int = 0, retry_after: str | None = None
    ) -> None:
        """Answer the next ``times`` requests, once ``after`` others were kept, with ``status`` instead of keeping
        them; ``retry_after`` is the header."""
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        self._answers.extend([None] * after + [(status, body or f"status {status}", headers)] * times)

    def say_nothing_after_accepting(self, times: int = 1) -> None:
        """Keep the next ``times`` messages, but never answer: the client times out, or is killed meanwhile."""
        self._silent_after_accepting += times

    def die(self, dead: bool = True) -> None:
        """Drop every connection without an answer, until ``die(False)``."""
        self._dead = dead

    def wait_for_message(self, timeout: float = 10.0) -> bool:
        """Block until one more message was kept; False after ``timeout`` seconds."""
        return self._arrived.acquire(timeout=timeout)

    def start(self) -> None:
        """Listen; ``url`` is known afterwards."""
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            """One webhook request."""

            def do_POST(self) -> None:
                endpoint._handle(self)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: what arrived is in ``messages``."""

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/services/T000/B000/demo"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        """Stop listening; messages stay."""
        self._released.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> SlackEndpoint:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _handle(self, request: BaseHTTPRequestHandler) -> None:
        status, body, headers, silent = self._judge(request)
        if silent:
            self._released.wait()
        if status == 0 or silent:
            request.close_connection = True
            return
        request.send_response(status)
        for name, value in {**headers, "Content-Type": "text/plain", "Content-Length": str(len(body))}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body.encode("ascii"))

    def _judge(self, request: BaseHTTPRequestHandler) -> tuple[int, str, dict[str, str], bool]:
        """What to answer: status (0: hang up), body, headers, and whether never to answer at all."""
        length = int(request.headers.get("Content-Length") or 0)
        raw = request.rfile.read(min(length, BODY_LIMIT))
        with self._lock:
            self.attempts += 1
            if self._dead:
                return 0, "", {}, False
            answer = self._answers.popleft() if self._answers else None
            if answer is not None:
                return *answer, False
            try:
                message = json.loads(raw)
            except ValueError:
                return 400, "invalid_payload", {}, False
            if not isinstance(message, dict):
                return 400, "invalid_payload", {}, False
            self.messages.append(message)
            self.headers.append({name.lower(): value for name, value in request.headers.items()})
            silent = self._silent_after_accepting > 0
            self._silent_after_accepting -= silent
            self._arrived.release()
            return 200, "ok", {}, silent


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle is part of the play."""
