"""Serves the site with gunicorn: on loopback, or further where the deployer has said how."""

import gc
import ipaddress
import socket
from collections.abc import Collection
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from graph.errors import InputError
from webapp.settings import LOOPBACK
from webapp.warming import Warming

THREADS = 8
"""Of each process."""
ALLOCATIONS = (20_000, 20, 50)
"""How seldom Python looks for rings of things that nothing else holds: answers make few, and each
look goes through all that is kept of the graph, while everybody waits."""


def is_loopback(host: str) -> bool:
    """Say whether an address is this machine alone."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(host: str, port: int, trusted_hosts: Collection[str] = LOOPBACK) -> None:
    """Raise InputError unless the port is free, and the host loopback or further on purpose."""
    if not is_loopback(host) and set(trusted_hosts) <= set(LOOPBACK):
        raise InputError(
            f"{host} is not this machine alone. Name the hosts under which people reach the site "
            f"in MAPPA_TRUSTED_HOSTS, and let a proxy with TLS stand before it: docs/serving.md"
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
    """Processes with threads; in each of them lives what it holds of the embedded store."""

    def __init__(self, app: Flask, host: str, port: int, processes: int = 1) -> None:
        self._app, self._host, self._port, self._processes = app, host, port, processes
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn needs to know."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        for name, value in {
            "bind": f"{host}:{self._port}",
            "worker_class": "gthread",
            "threads": THREADS,
            "workers": self._processes,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the site; connections that were made before the process forked are not its own.

        What would be slow for the first who asks is made ready meanwhile.
        """
        site = self._app.extensions["site"]
        site.database.forget_connections()
        site.store.forget_connections()
        gc.set_threshold(*ALLOCATIONS)
        Warming(site.store, site.policy, site.clock).begin()
        return self._app
