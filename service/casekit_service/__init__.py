"""The HTTP service that group platforms call: anonymise a write-up, keep groups, say where a case fits.

    casekit serve

Thin: every line of logic is in ``casekit``. ``routes/`` one module a subject, ``gate`` who may come in,
``work`` the bounded pool, ``engines`` the models, ``storage/`` the one SQLite file, ``problems`` all errors,
``server`` the process. No text is logged, stored or echoed in an error.
"""

from __future__ import annotations

from casekit_service.app import create_app
from casekit_service.settings import Settings, load_settings

__all__ = ["Settings", "create_app", "load_settings"]
