"""A client of clamd: a file is sent over its socket (INSTREAM), the answer is one line. No package needed."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable

SECONDS = 60.0
MAX_ANSWER = 4096


class ScannerUnavailable(Exception):
    """clamd could not be asked, or did not say that the file is clean nor what is in it."""


def scan(chunks: Iterable[bytes], address: str, *, seconds: float = SECONDS) -> str:
    """The name of what clamd found, empty when the file is clean. Raises :class:`ScannerUnavailable`.

    ``address``: ``host:port`` or the path of a Unix socket. ``seconds`` limits each step of the conversation.
    """
    try:
        with _connected(address, seconds) as connection:
            answer = _answer_to(connection, chunks)
    except (OSError, ValueError) as error:
        raise ScannerUnavailable(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerUnavailable(answer or "no answer")


def _connected(address: str, seconds: float) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds)


def _answer_to(connection: socket.socket, chunks: Iterable[bytes]) -> str:
    """Null-terminated INSTREAM: the length of each chunk in four bytes before it, a length of zero at the end."""
    connection.sendall(b"zINSTREAM\0")
    for chunk in chunks:
        connection.sendall(struct.pack("!L", len(chunk)) + chunk)
    connection.sendall(struct.pack("!L", 0))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER and (part := connection.recv(MAX_ANSWER)):
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
