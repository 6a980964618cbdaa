"""Against a real server on 127.0.0.1: what is kept, what is refused, and that every limit holds."""

import gzip
import json
import re
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UnreadableFile
from ingest import fetch as module
from ingest.documents import read
from ingest.fetch import Fetched, fetch, is_url, not_public, slug

PAGE = "<html><body><p>Open models drive adoption — in every industry.</p></body></html>".encode()
PDF = b"%PDF-1.7\n%%EOF\n"
PUBLIC = "93.184.215.14"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.pages.get(self.path.partition("?")[0])
        if callable(answer):
            self.close_connection = True
            return answer(self.wfile)
        status, headers, body = answer or (404, {"Content-Type": "text/html"}, b"not here")
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def handle(self):
        try:
            super().handle()
        except OSError:
            pass  # the client left, as it should

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        self.pages, self.asked = {}, []
        super().__init__(("127.0.0.1", 0), Handler)

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.server_port}{path}"

    def page(self, path, body=PAGE, kind="text/html; charset=utf-8", status=200, **headers):
        self.pages[path] = (status, {"Content-Type": kind} | {k.replace("_", "-"): v for k, v in headers.items()}, body)
        return self.url(path)

    def redirect(self, path, to, status=302):
        self.pages[path] = (status, {"Location": to}, b"")
        return self.url(path)

    def handle_error(self, request, client_address):
        pass


@pytest.fixture
def server():
    s = Server()
    threading.Thread(target=s.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield s
    s.shutdown()
    s.server_close()


@pytest.fixture
def get(tmp_path):
    def get(url, accessed="2025-03-01", **options):
        return fetch(url, tmp_path / "saved", accessed, **{"allow_private": True, "seconds": 5} | options)

    return get


@pytest.fixture
def names(monkeypatch):
    """A name server of the test's own: name -> addresses. Every look-up and every connection is noted;
    a connection to the PUBLIC address reaches this machine."""
    table, looked_up, dialled, dial = {}, [], [], module._dial

    def look_up(host, port):
        looked_up.append(host)
        if host not in table:
            raise socket.gaierror(-2, "Name or service not known")
        answer = table[host]
        return answer() if callable(answer) else answer

    def dial_here(address, port, seconds):
        dialled.append(address)
        return dial("127.0.0.1" if address == PUBLIC else address, port, seconds)

    monkeypatch.setattr(module, "_lookup", look_up)
    monkeypatch.setattr(module, "_dial", dial_here)
    table.looked_up = looked_up if False else None if isinstance(table, dict) is False else None
    return table, looked_up, dialled
