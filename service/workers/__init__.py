"""Work done for requests in processes of their own, which can be stopped at any moment."""

from __future__ import annotations

from service.workers.job import Job, JobData, Lane, Outcome

__all__ = ["Job", "JobData", "Lane", "Outcome"]
