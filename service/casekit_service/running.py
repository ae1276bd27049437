"""What ``casekit serve`` does: check the settings, or run the service with them."""

from __future__ import annotations

import os
from collections.abc import Callable

from casekit_service import logs, server
from casekit_service.app import check_files, create_app
from casekit_service.settings import Settings
from casekit_service.storage import Store


def check(settings: Settings) -> None:
    """Refuse settings that the service could not run with; the database is made when there is none.

    Raises:
        InputError: a file or the database cannot be used.
    """
    check_files(settings)
    with Store.open(settings.database) as store:
        store.verify()


def run(settings: Settings, *, host: str, port: int, on_bound: Callable[[str, int], None]) -> None:
    """Run until SIGTERM or SIGINT; ``on_bound`` is told the address once connections are taken.

    Raises:
        InputError: a file, the database or the address cannot be used.
    """
    logs.configure(settings.log_level)
    os.umask(0o077)  # the index holds profiles, as the database does
    server.serve(
        create_app(settings),
        host=host,
        port=port,
        drain_seconds=settings.drain_seconds,
        head_seconds=settings.head_seconds,
        idle_seconds=settings.idle_seconds,
        on_bound=on_bound,
    )
