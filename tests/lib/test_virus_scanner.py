"""The client of clamd, against a server that speaks its protocol."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ranpptppo.lib.virus_scanner import ScannerUnavailable, scan


class Clamd(socketserver.StreamRequestHandler):
    """Reads a stream and answers as the server was told; ``received`` is what came."""

    def handle(self) -> None:
        server = self.server
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        server.received.append(content)  # type: ignore[attr-defined]
        self.wfile.write(server.answer)  # type: ignore[attr-defined]


@contextmanager
def clamd(answer: bytes, path: Path | None = None) -> Iterator[tuple[str, list[bytes]]]:
    """(address, what was received) of a fake clamd that answers everybody alike."""
    if path is None:
        server: socketserver.BaseServer = socketserver.TCPServer(("127.0.0.1", 0), Clamd)
        address = f"127.0.0.1:{server.server_address[1]}"  # type: ignore[index]
    else:
        server = socketserver.UnixStreamServer(str(path), Clamd)
        address = str(path)
    received: list[bytes] = []
    server.answer, server.received = answer, received  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield address, received
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_clean_file_is_sent_whole_and_has_no_name() -> None:
    with clamd(b"stream: OK\0") as (address, received):
        assert scan([b"satu", b"dua"], address) == ""
    assert received == [b"satudua"]


def test_a_unix_socket_will_do_as_well(tmp_path: Path) -> None:
    with clamd(b"stream: OK\0", tmp_path / "clamd.sock") as (address, received):
        assert scan([b"isi"], address) == ""
    assert received == [b"isi"]


def test_what_was_found_is_named() -> None:
    with clamd(b"stream: Eicar-Signature FOUND\0") as (address, _):
        assert scan([b"isi"], address) == "Eicar-Signature"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: O"])
def test_any_other_answer_counts_as_none(answer: bytes) -> None:
    with clamd(answer) as (address, _), pytest.raises(ScannerUnavailable):
        scan([b"isi"], address)


def test_nobody_listening_and_a_senseless_address_count_as_none(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    for address in (f"127.0.0.1:{port}", str(tmp_path / "tidak-ada.sock"), "clamd"):
        with pytest.raises(ScannerUnavailable):
            scan([b"isi"], address)


def test_a_scanner_that_keeps_silent_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ScannerUnavailable):
            scan([b"isi"], address, seconds=0.05)
