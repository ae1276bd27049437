"""Assignments of many cases: one at a time in a thread of its own, cancelled on request.

Texts live in memory until their job ends and nowhere else; states and results, which hold numbers of cases
and ids of profiles, live in the database.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import numpy as np
from numpy.typing import NDArray

import casekit
from casekit_service.database import Database
from casekit_service.problems import ProblemError
from casekit_service.schemas import Alternate, AssignRequest, AssignResult, Constraint, Placed
from casekit_service.storage import Store

_LOG = logging.getLogger("casekit_service")


class _CancelledError(Exception):
    """Somebody cancelled the job, or the service stops."""


@dataclass(slots=True)
class _Job:
    tenant: str
    stop: Event = field(default_factory=Event)
    done: int = 0
    cases: int = 1


class Jobs:
    """Runs jobs in the order in which they came."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self._most = most
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="casekit-job")
        self._jobs: dict[str, _Job] = {}
        self._beginning: list[str] = []
        self._closing = False

    @contextmanager
    def room(self, tenant: str) -> Iterator[None]:
        """Keep a place for a job that is about to begin; the last place is for a tenant that has none.

        Raises:
            ProblemError: too many jobs wait already, or too many of this tenant.
        """
        held = [job.tenant for job in self._jobs.values()] + self._beginning
        if len(held) >= self._most or (held.count(tenant) >= self._most - 1 > 0):
            raise ProblemError("busy", retry_after=30)
        self._beginning.append(tenant)
        try:
            yield
        finally:
            self._beginning.remove(tenant)

    def begin(
        self,
        tenant: str,
        job_id: str,
        asked: AssignRequest,
        matcher: casekit.Matcher,
        read: Callable[[Any], casekit.AnonymisedCase],
    ) -> None:
        """Put in a job that the database knows as queued."""
        job = self._jobs[job_id] = _Job(tenant, cases=len(asked.cases))

        def work() -> None:
            try:
                self._set(tenant, job_id, "running")
                with casekit.stoppable(lambda: _check(job)):
                    result = _assigned(job, asked, matcher, read)
                self._set(tenant, job_id, "done", result=result.model_dump())
            except _CancelledError:
                self._set(tenant, job_id, "interrupted" if self._closing else "cancelled")
            except casekit.LanguageError:
                self._set(tenant, job_id, "failed", reason="language")
            except casekit.CasekitError:
                self._set(tenant, job_id, "failed", reason="unusable")
            except Exception as error:
                _LOG.error("job_failed", extra={"error": type(error).__name__})
                self._set(tenant, job_id, "failed", reason="unexpected")
            finally:
                self._jobs.pop(job_id, None)

        self._thread.submit(work)

    def progress(self, job_id: str) -> float:
        """The share of its cases that were read, 1.0 for a job that has ended."""
        job = self._jobs.get(job_id)
        return 1.0 if job is None else job.done / job.cases

    def cancel(self, job_id: str) -> None:
        """End the job at its next step, or before it begins."""
        job = self._jobs.get(job_id)
        if job is not None:
            job.stop.set()

    def _set(self, tenant: str, job_id: str, state: str, **more: Any) -> None:
        def write(store: Store) -> None:
            known = store.job(tenant, job_id)
            if known is not None and known.state in ("queued", "running"):
                store.set_job(tenant, job_id, state, **more)

        self._database.run_here(write)

    def close(self) -> None:
        """End what runs and drop what waits."""
        self._closing = True
        for job in list(self._jobs.values()):
            job.stop.set()
        self._thread.shutdown(wait=True, cancel_futures=True)


def _check(job: _Job) -> None:
    if job.stop.is_set():
        raise _CancelledError


def _assigned(
    job: _Job,
    asked: AssignRequest,
    matcher: casekit.Matcher,
    read: Callable[[Any], casekit.AnonymisedCase],
) -> AssignResult:
    cases = []
    for one in asked.cases:
        _check(job)
        cases.append(read(one.read))
        job.done += 1
    ids = [profile.id for profile in matcher.profiles]
    found = casekit.assign_cases(
        matcher,
        cases,
        capacity=asked.capacity,
        constraints=constraints(asked.constraints, len(cases), ids),
    )
    return AssignResult(
        assignments=[_placed(number, found, ids) for number in range(len(cases))],
        closed=[ids[group] for group in found.closed],
    )


def constraints(given: Sequence[Constraint], cases: int, ids: Sequence[str]) -> NDArray[np.int8]:
    """The constraints as a matrix of cases and profiles.

    Raises:
        InputError: one names no case or no profile, or a pair comes twice.
    """
    places = {profile: number for number, profile in enumerate(ids)}
    table = np.zeros((cases, len(ids)), dtype=np.int8)
    for number, one in enumerate(given):
        group = places.get(one.profile)
        if one.case >= cases or group is None:
            raise casekit.InputError(f"constraint {number}: there is no such case or profile")
        if table[one.case, group]:
            raise casekit.InputError(f"constraint {number}: the pair comes twice")
        table[one.case, group] = 1 if one.must else -1
    return table


def _placed(case: int, found: casekit.Assignment, ids: Sequence[str]) -> Placed:
    group = found.groups[case]
    return Placed(
        case=case,
        profile=None if group is None else ids[group],
        rank_score=found.ranks[case],
        reason=found.unplaced_reasons.get(case),
        alternates=[
            Alternate(profile=ids[one.group], rank_score=one.rank, reason=one.reason)
            for one in found.alternates[case]
        ],
    )
