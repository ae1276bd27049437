"""The HTTP service that group platforms call: anonymise a write-up, match it to groups.

    uvicorn --factory casekit_service:create_app --host 127.0.0.1 --port 8000

No text is logged, stored or echoed in an error.
"""

from __future__ import annotations

from casekit_service.app import create_app
from casekit_service.settings import Settings

__all__ = ["Settings", "create_app"]
