"""Serves the site with gunicorn, on loopback alone until there is sign-in."""

import ipaddress
import socket
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from graph.errors import InputError

THREADS = 8


def check_address(host: str, port: int) -> None:
    """Raise InputError unless the host is loopback and the port is free."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise InputError(
            f"{host} is not this machine alone. There is no sign-in yet, so whoever reaches the "
            f"site sees every case: it listens on 127.0.0.1 or ::1 only"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(
                f"Port {port} of {host} is in use ({error.strerror}). Name another: --port "
                f"{port + 1}, or PORT={port + 1} with make"
            ) from error


class Server(BaseApplication):  # type: ignore[misc]
    """One process with threads: the embedded store lives in it."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._app, self._host, self._port = app, host, port
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn needs to know."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        for name, value in {
            "bind": f"{host}:{self._port}",
            "worker_class": "gthread",
            "threads": THREADS,
            "workers": 1,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the site."""
        return self._app
