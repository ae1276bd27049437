"""The models, loaded once, and for each tenant the matcher over its profiles."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import shutil
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import casekit
from casekit_service.problems import ProblemError
from casekit_service.schemas import AnonymiseRequest, CaseIn
from casekit_service.settings import Settings
from casekit_service.storage import Store

_LOG = logging.getLogger("casekit_service")
_WARM_UP = (("en", "Warm up."), ("ru", "Прогрев."), ("sv", "Uppvärmning."))
#: how long the index waits for further changes before it is written
_QUIET_SECONDS = 5.0


class StoppingError(Exception):
    """The service ends while it still loads."""


@dataclass(frozen=True, slots=True)
class Held:
    """The matcher of a tenant and the version of the profiles that it holds."""

    matcher: casekit.Matcher
    version: int


class Engines:
    """Anonymisers by policy and matchers by tenant; ``ready`` once all are loaded.

    Profiles in the database are the truth. Their vectors lie beside it as an index folder a tenant, which is
    made again whenever it is missing, damaged, or of other models.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._anonymisers: dict[str, casekit.Anonymiser] = {}
        self._base: casekit.Matcher | None = None
        self._held: dict[str, Held] = {}
        self._unsaved: dict[str, asyncio.TimerHandle] = {}
        self._saving = threading.Lock()
        #: writes of one tenant come one after the other
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self.ready = False
        self.failed = False
        self._folder = settings.index / f"{casekit.about().models}{_of_operator(settings)}"

    def load(self, store: Store, stopped: Callable[[], None]) -> None:
        """Load everything and run it once, so that the first caller does not wait; a failure is logged by kind."""
        try:
            with casekit.stoppable(stopped):
                self._load(store)
        except StoppingError:
            return
        except Exception as error:
            self.failed = True
            _LOG.error("loading_failed", extra={"error": type(error).__name__})

    def _load(self, store: Store) -> None:
        chosen = self._settings
        shared = casekit.Anonymiser(policy="share", conflict_key=chosen.conflict_key)
        for language, text in _WARM_UP:
            shared.anonymise(text, language)
        self._anonymisers = {name: shared.with_policy(name) for name in casekit.about().policies}
        self._base = casekit.Matcher.open(
            (), chosen.embedder, own_themes=chosen.themes, conflict_key=chosen.conflict_key
        )
        self._forget_foreign(store.tenants())
        for tenant, version in store.index_versions().items():
            self._held[tenant] = Held(self._base, version)
        for tenant in store.tenants():
            with store.snapshot():
                rows, version = store.rows(tenant), store.index_version(tenant)
            self._held[tenant] = Held(self._restored(tenant, rows), version)
            self._save(tenant)
        self.ready = True

    def _restored(self, tenant: str, rows: Sequence[dict[str, Any]]) -> casekit.Matcher:
        """The matcher over these rows, with the vectors of the index where they are whole."""
        base = self.base
        folder = self._folder / tenant
        try:
            base = base.resumed(folder)
        except casekit.CasekitError:
            if folder.exists():
                _LOG.warning("index_rebuilt")
        return base.over([casekit.profile_from(row) for row in rows])

    def _forget_foreign(self, tenants: Sequence[str]) -> None:
        """Delete indexes of other models and of tenants without profiles, and files whose writing was cut off."""
        root = self._settings.index
        with suppress(OSError):
            for half in self._folder.glob("*/.*.new"):
                half.unlink(missing_ok=True)
        kept = {self._folder / tenant for tenant in tenants}
        for folder in [*root.glob("*"), *self._folder.glob("*")]:
            if folder != self._folder and folder not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def check_ready(self) -> None:
        """Raises:
        ProblemError: the models are still being loaded, or could not be.
        """
        if not self.ready:
            raise ProblemError("no_models" if self.failed else "not_ready", retry_after=5)

    @property
    def base(self) -> casekit.Matcher:
        """The matcher without profiles."""
        assert self._base is not None
        return self._base

    def held(self, tenant: str) -> Held:
        """The matcher of a tenant."""
        return self._held.get(tenant) or Held(self.base, 0)

    def anonymised(self, request: AnonymiseRequest) -> casekit.AnonymisedCase:
        """A write-up anonymised as asked."""
        seed = (
            None if request.seed is None else hashlib.blake2b(request.seed.encode(), digest_size=32).digest()
        )
        return self._anonymisers[request.policy].anonymise(
            request.text, request.language, style=request.style, seed=seed, assess=request.assess
        )

    def read(self, case: CaseIn) -> casekit.AnonymisedCase:
        """What may be embedded: the case anonymised, or anonymised again, with the marks that came with it."""
        return (
            self._anonymisers["share"]
            .anonymise(case.text, case.language, assess=False)
            .with_marks(case.conflict_marks)
        )

    @asynccontextmanager
    async def writing(self, tenant: str) -> AsyncIterator[None]:
        """The turn to change a tenant's profiles.

        Raises:
            ProblemError: it did not come in time, because of an import of many profiles.
        """
        lock = self._locks[tenant]
        try:
            await asyncio.wait_for(lock.acquire(), self._settings.deadline_seconds)
        except asyncio.TimeoutError:
            raise ProblemError("deadline", retry_after=5) from None
        try:
            yield
        finally:
            lock.release()

    def hold(self, tenant: str, held: Held) -> None:
        """Use the new matcher from now on, and write its index when no change follows."""
        self._held[tenant] = held
        timer = self._unsaved.pop(tenant, None)
        if timer is not None:
            timer.cancel()
        loop = asyncio.get_running_loop()

        def save() -> None:
            del self._unsaved[tenant]
            loop.run_in_executor(None, self._save, tenant)

        self._unsaved[tenant] = loop.call_later(_QUIET_SECONDS, save)

    def erase(self, tenant: str, profile_id: str, version: int) -> None:
        """Leave a profile out of the matcher and write the index anew; where that fails, delete the index.

        Raises:
            OSError: neither is possible.
        """
        matcher = self.held(tenant).matcher
        left = [profile for profile in matcher.profiles if profile.id != profile_id]
        self._held[tenant] = Held(matcher.over(left), version)
        folder = self._folder / tenant
        if not self._save(tenant) and folder.is_dir():
            shutil.rmtree(folder)

    def _save(self, tenant: str) -> bool:
        """Whether the index of the tenant is on disk; without it vectors are made again at the next start."""
        try:
            with self._saving:  # and of two, the later one writes what is held then
                self.held(tenant).matcher.save(self._folder / tenant)
        except casekit.FileProblem as error:
            _LOG.warning("index_unsaved", extra={"error": type(error).__name__})
            return False
        return True

    def close(self) -> None:
        """Write what was not written yet."""
        for tenant, timer in list(self._unsaved.items()):
            timer.cancel()
            self._save(tenant)


def _of_operator(settings: Settings) -> str:
    """What the operator's own embedder and themes add to the name of the index; nothing without them."""
    if settings.embedder is None and settings.themes is None:
        return ""
    themes = b"" if settings.themes is None else settings.themes.read_bytes()
    chosen = (settings.embedder or "").encode() + b"\0" + themes
    return f"-{hashlib.blake2b(chosen, digest_size=6).hexdigest()}"
