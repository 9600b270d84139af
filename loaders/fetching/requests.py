"""One request at a time to an API, patient but bounded: tries, pauses, sizes, times, redirects."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx2

from graph.errors import SourceError
from loaders.fetching.address import Address
from loaders.fetching.bodies import BrokenAnswer, UnknownPacking, decoded, unpacked
from loaders.fetching.limits import MIB, Limits
from loaders.fetching.watch import Watch

TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
JUDGED = frozenset({304, 400, 404, 405, 406, 410, 422, 501})
"""Statuses that the caller judges: what is asked for may not be there, or not in that way."""
ACCEPT = "application/json, application/x-ndjson;q=0.9, */*;q=0.1"
_CONNECT_SECONDS = 10.0

Parameters = Sequence[tuple[str, str]]
Sleep = Callable[[float], None]


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    text: str
    encoding: str
    media_type: str
    validators: Mapping[str, str]
    """Its `etag` and `last-modified`, where it has them."""
    next: str | None
    """The `next` link of its header, as an address."""
    size: int
    """Bytes after decompression."""


class _Again(Exception):
    """A try that failed in a way that may pass; `pause` is what the API asks for, in seconds."""

    def __init__(self, message: str, *, pause: float | None = None) -> None:
        self.pause = pause
        super().__init__(message)


class Requester:
    """Requests to one API; use it as a context manager.

    `headers` (a key, a token) go only to the host that the address names, as its user and password
    do. Redirects and links lead to that host only, or to one of `also`.
    """

    def __init__(
        self,
        address: Address,
        limits: Limits,
        *,
        headers: Mapping[str, str],
        also: Sequence[str] = (),
        sleep: Sleep = time.sleep,
    ) -> None:
        self.address, self.limits = address, limits
        self.fetched = 0
        """Bytes of all answers so far."""
        self._headers, self._sleep = dict(headers), sleep
        self._also = {host.lower() for host in also}
        self._answered = False
        self._watch = Watch(limits.page_seconds)
        self._client = httpx2.Client(
            timeout=httpx2.Timeout(limits.silence, connect=min(limits.silence, _CONNECT_SECONDS)),
            limits=httpx2.Limits(max_connections=1, max_keepalive_connections=1),
            follow_redirects=False,
        )

    def __enter__(self) -> Requester:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def get(
        self,
        url: httpx2.URL,
        parameters: Parameters = (),
        *,
        what: str,
        validators: Mapping[str, str] | None = None,
        check: Callable[[Answer], None] | None = None,
    ) -> Answer:
        """The answer to one request, tried several times where that may help.

        `what` names it in messages. `check` may raise `BrokenAnswer` to have it asked again.
        Raises SourceError when it cannot be had, or is too large.
        """
        given = {name for name, _ in self.address.parameters}
        mine = [(name, value) for name, value in parameters if name not in given]
        asked = url.copy_merge_params([*url.params.multi_items(), *mine, *self.address.parameters])
        for attempt in range(1, self.limits.tries + 1):
            try:
                answer = self._once(asked, validators or {}, what)
                if check is not None:
                    check(answer)
                return answer
            except (_Again, BrokenAnswer) as error:
                pause = error.pause if isinstance(error, _Again) else None
                self._pause(error, pause, attempt, what)
        raise AssertionError("the last try either answers or raises")

    def may_ask(self, url: httpx2.URL) -> bool:
        """Whether an address that an answer names is one to go to."""
        home = self.address.url
        if _is_home(url, home):
            return True
        safe = ("https",) if home.scheme == "https" else ("http", "https")
        return url.host in self._also and url.scheme in safe

    def fail(self, message: str, what: str) -> SourceError:
        """An error at what was asked for."""
        return SourceError(message, path=f"{self.address.shown}, {what}")

    def _pause(self, error: Exception, asked: float | None, attempt: int, what: str) -> None:
        tries = self.limits.tries
        if attempt >= tries:
            times = f" ({tries} tries)" if tries > 1 else ""
            raise self.fail(f"{error}{times}", what) from error
        pause = self.limits.wait * 2 ** (attempt - 1) if asked is None else asked
        if asked is not None and pause > self.limits.longest_wait:
            raise self.fail(f"{error}; it asks to wait {pause:,.0f} s: try later", what) from error
        self._sleep(min(pause, self.limits.longest_wait))

    def _once(self, url: httpx2.URL, validators: Mapping[str, str], what: str) -> Answer:
        for _ in range(self.limits.redirects + 1):
            try:
                with self._watch.over(), self._stream(url, validators) as response:
                    if response.is_redirect and "location" in response.headers:
                        url = self._redirected(url, response, what)
                        continue
                    return self._answer(response, what)
            except httpx2.ConnectError as error:
                # A wrong name does not become right by waiting; a host that has answered may.
                said = _said(error)
                if self._answered:
                    raise _Again(f"no connection: {said}") from error
                raise self.fail(f"no connection: {said}", what) from error
            except (httpx2.TimeoutException, httpx2.TransportError) as error:
                raise _Again(self._told(error)) from error
            except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
                raise self.fail(_said(error), what) from error
        raise self.fail(f"more than {self.limits.redirects} redirects", what)

    @contextmanager
    def _stream(self, url: httpx2.URL, validators: Mapping[str, str]) -> Iterator[httpx2.Response]:
        home = _is_home(url, self.address.url)
        headers = {
            "user-agent": "nowrongdoor",
            "accept": ACCEPT,
            "accept-encoding": "gzip, deflate",
            **validators,
            **(self._headers if home else {}),
        }
        user, password = self.address.user, self.address.password
        auth = httpx2.BasicAuth(user, password) if home and (user or password) else None
        with self._client.stream(
            "GET", url, headers=headers, auth=auth, extensions={"trace": self._watch.trace}
        ) as response:
            self._answered = True
            yield response

    def _redirected(self, url: httpx2.URL, response: httpx2.Response, what: str) -> httpx2.URL:
        try:
            target = url.join(response.headers["location"]).copy_with(userinfo=b"", fragment=None)
        except (httpx2.InvalidURL, ValueError) as error:
            raise self.fail("a redirect to what is no address", what) from error
        if not self.may_ask(target):
            raise self.fail(
                f"a redirect to {shown_host(target)}, which was not asked for; allow that host "
                "where it is meant (--allow-host)",
                what,
            )
        return target

    def _answer(self, response: httpx2.Response, what: str) -> Answer:
        status = response.status_code
        media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if status in TRY_AGAIN:
            pause = _seconds(response.headers.get("retry-after", ""))
            raise _Again(f"status {status} {response.reason_phrase}".strip(), pause=pause)
        if status in (401, 403):
            hint = "give a key or token as a header, or another one"
            raise self.fail(f"the API refuses the request (status {status}); {hint}", what)
        if status not in JUDGED and not response.is_success:
            raise self.fail(f"status {status} {response.reason_phrase}".strip(), what)
        body = b"" if status in JUDGED else self._read(response, what)
        text, encoding = decoded(body, response.charset_encoding)
        found = {n: response.headers[n] for n in ("etag", "last-modified") if n in response.headers}
        return Answer(
            status=status,
            text=text,
            encoding=encoding,
            media_type=media,
            validators=found,
            next=response.links.get("next", {}).get("url") if "link" in response.headers else None,
            size=len(body),
        )

    def _read(self, response: httpx2.Response, what: str) -> bytes:
        """The body, never holding more of it than is allowed."""
        left = int(self.limits.total_mib * MIB) - self.fetched
        parts, size = [], 0
        try:
            for part in unpacked(response):
                size += len(part)
                if size > int(self.limits.page_mib * MIB):
                    most = f"{self.limits.page_mib:g} MiB, the most allowed (--max-page-mib)"
                    raise self.fail(f"one answer is larger than {most}", what)
                if size > left:
                    most = f"{self.limits.total_mib:g} MiB, the most allowed (--max-total-mib)"
                    raise self.fail(f"all answers together are larger than {most}", what)
                parts.append(part)
        except UnknownPacking as error:
            raise self.fail(str(error), what) from error
        self.fetched += size
        return b"".join(parts)

    def _told(self, error: httpx2.TransportError) -> str:
        if self._watch.ended:
            return f"no whole answer within {self.limits.page_seconds:g} s"
        if isinstance(error, httpx2.ConnectTimeout):
            return "no connection in time"
        if isinstance(error, httpx2.TimeoutException):
            return f"nothing more was sent for {self.limits.silence:g} s"
        return f"the answer is cut short: {_said(error)}"


def shown_host(url: httpx2.URL) -> str:
    """The scheme, host and port of an address.

    >>> shown_host(httpx2.URL("https://example.org:8443/x?y#z"))
    'https://example.org:8443'
    """
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _is_home(url: httpx2.URL, home: httpx2.URL) -> bool:
    """The same host and port, or the encrypted port of the same host."""
    same = (url.scheme, url.host, url.port) == (home.scheme, home.host, home.port)
    upgraded = home.scheme == "http" and url.scheme == "https" and home.port is url.port is None
    return same or (upgraded and url.host == home.host)


def _seconds(retry_after: str) -> float | None:
    """How long to wait: a number of seconds, or a time; None where neither is said."""
    told = retry_after.strip()
    if told.isdecimal() and len(told) < 10:
        return float(told)
    try:
        until = email.utils.parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
