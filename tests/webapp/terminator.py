"""A proxy with TLS as a deployer puts it before the site, and the site behind it, on loopback."""

import datetime
import http.client
import ipaddress
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import flask
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from werkzeug.serving import make_server

from tests.servers import free_port

HOST = "mappa.example"
DROPPED = frozenset({"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded"})
"""What a proxy replaces and never adds to: a stranger may have written it."""


DOCUMENTED = Path(__file__).parent.parent.parent / "docs" / "serving.md"
NGINX = """daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {public};
    ssl_certificate_key {private};
{documented}
  }}
}}
"""
"""What stands around the documented lines: one process, on loopback, in a folder of its own."""
START_SECONDS = 20


@dataclass(frozen=True)
class Served:
    """Where the proxy listens, and by whose word its certificate is good."""

    port: int
    authority: Path


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate of the host, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName(HOST), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "certificate.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    return public, private


def handler(behind: int) -> type[BaseHTTPRequestHandler]:
    """Return what passes each request on, as the example for nginx in docs/serving.md does."""

    class Handler(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else None
            told = {
                name: value for name, value in self.headers.items() if name.lower() not in DROPPED
            }
            told["X-Forwarded-For"], told["X-Forwarded-Proto"] = self.client_address[0], "https"
            inner = http.client.HTTPConnection("127.0.0.1", behind, timeout=10)
            inner.request(self.command, self.path, body, told)
            answer = inner.getresponse()
            content = answer.read()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {"connection", "content-length", "transfer-encoding"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            inner.close()

        do_GET = do_POST = pass_on

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def behind_tls(app: flask.Flask, folder: Path) -> Iterator[Served]:
    """Serve a site behind a proxy with TLS."""
    inner = make_server("127.0.0.1", 0, app, threaded=True)
    outer = ThreadingHTTPServer(("127.0.0.1", 0), handler(inner.server_port))
    public, private = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    outer.socket = context.wrap_socket(outer.socket, server_side=True)
    threads = [
        threading.Thread(target=one.serve_forever, kwargs={"poll_interval": 0.02})
        for one in (inner, outer)
    ]
    for thread in threads:
        thread.start()
    try:
        yield Served(outer.server_address[1], public)
    finally:
        for server in (outer, inner):
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join()


def documented() -> str:
    """Return the lines for nginx as docs/serving.md has them."""
    found = re.search(r"```nginx\n(.*?)```", DOCUMENTED.read_text(encoding="utf-8"), re.DOTALL)
    assert found, f"{DOCUMENTED} has no lines for nginx"
    return found[1]


@contextmanager
def behind_nginx(app: flask.Flask, folder: Path) -> Iterator[Served]:
    """Serve a site behind nginx with the documented lines; skip, or in CI fail, without nginx."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI wants nginx: install nginx-light")
        pytest.skip("nginx is not on the PATH: the documented lines are read, and not run")
    inner = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=inner.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    public, private = certificate(folder)
    port, file = free_port(), folder / "nginx.conf"
    lines = documented().replace("127.0.0.1:5000", f"127.0.0.1:{inner.server_port}")
    file.write_text(
        NGINX.format(folder=folder, port=port, public=public, private=private, documented=lines),
        encoding="utf-8",
    )
    process = subprocess.Popen([nginx, "-p", str(folder), "-c", str(file)])
    try:
        _wait(port, process)
        yield Served(port, public)
    finally:
        process.terminate()
        process.wait()
        inner.shutdown()
        inner.server_close()
        thread.join()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens at a port."""
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            assert process.poll() is None, "nginx ended: it does not take the documented lines"
            assert time.monotonic() < ends, "nginx did not listen in time"
            time.sleep(0.05)
