"""API keys: who may do what over HTTP; kept hashed in the data directory.

data_dir/
├── keys.json    every key's name, scope, sources and hash; only its owner may read it
└── KEYS.LOCK    held by whoever changes it

A key is 256 random bits, so nobody can guess it, and one round of SHA-256 keeps it safe at rest. A
slow hash protects what people choose, which can be guessed; here it would only cost every request
a tenth of a second.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from graph.errors import StoreError
from graph.store.faults import explain_fault, faults_explained
from graph.store.layout import sync_directory
from graph.store.lock import writer_lock

KeyScope = Literal["read", "edit", "admin"]
"""What a key allows; each allows what those before it do."""
SCOPES: tuple[KeyScope, ...] = get_args(KeyScope)
PREFIX = "nwd_"
"""How every key begins, so that a key which got somewhere it should not be is found."""
FORMAT = 1
"""Format of the file; raised when older releases could not read it."""
LOCK_SECONDS = 10.0
LONGEST = 200
"""Letters of what is still looked at as a key."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Key:
    """Who asks, and what they may do."""

    name: str
    scope: KeyScope
    sources: tuple[str, ...] = ()
    """The only sources that the scope `edit` may write to; none named is all of them."""


@dataclass(frozen=True)
class StoredKey:
    """What is kept of a key."""

    name: str
    scope: KeyScope
    sources: tuple[str, ...]
    created: str
    """Date and time, ISO 8601."""
    ends_with: str
    """Its last four letters, to tell which one it is."""
    sha256: str

    @property
    def key(self) -> Key:
        return Key(self.name, self.scope, self.sources)


def allows(key: Key, scope: KeyScope) -> bool:
    """Whether a key has a scope, or one that includes it.

    >>> allows(Key("anna", "edit"), "read"), allows(Key("anna", "edit"), "admin")
    (True, False)
    """
    return SCOPES.index(key.scope) >= SCOPES.index(scope)


def may_write_source(key: Key, source: str) -> bool:
    """Whether a key may change a source.

    >>> may_write_source(Key("anna", "edit", ("clinic",)), "library")
    False
    """
    if key.scope == "edit":
        return not key.sources or source in key.sources
    return key.scope == "admin"


class KeyStore:
    """The keys of one data directory; changes by other processes are seen at once.

    Making one touches nothing on disk; it may be shared by threads. Every method raises StoreError
    when the file is damaged or cannot be read: a fault never looks like a store without keys.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        self.path = self.data_dir / "keys.json"
        self._lock = threading.Lock()
        self._stamp: tuple[int, ...] | None = None
        self._read: tuple[StoredKey, ...] = ()
        self._digests: tuple[tuple[bytes, Key], ...] = ()

    def list_keys(self) -> tuple[StoredKey, ...]:
        """Every key, in the order in which they were made."""
        try:
            found = os.stat(self.path)
            stamp = (found.st_mtime_ns, found.st_ino, found.st_size)
            if stamp != self._stamp:
                with self._lock:
                    kept = parse_keys(self.path.read_bytes(), path=self.path)
                    self._digests = tuple((bytes.fromhex(each.sha256), each.key) for each in kept)
                    self._read, self._stamp = kept, stamp
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise explain_fault(error, self.data_dir) from error
        return self._read

    def find(self, token: str) -> Key | None:
        """The key that was sent, or None where it is not known.

        Every stored hash is compared, each in constant time, so the time taken tells nothing.
        """
        if not self.list_keys() or len(token) > LONGEST:
            return None
        digest = _hash(token)
        found = None
        for stored, key in self._digests:
            if hmac.compare_digest(stored, digest):
                found = key
        return found

    def create(self, name: str, scope: KeyScope, sources: Sequence[str] = ()) -> str:
        """A new key, which is stored nowhere; the data directory is made where it is missing.

        Raises StoreError where the name is taken, ValueError where it is not fit for a name.
        """
        if not _NAME.fullmatch(name):
            raise ValueError("1 to 64 letters, digits, dots, dashes and underscores")
        token = PREFIX + secrets.token_hex(32)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        new = StoredKey(name, scope, tuple(sources), now, token[-4:], _hash(token).hex())

        def add(kept: tuple[StoredKey, ...]) -> tuple[StoredKey, ...]:
            if any(each.name == name for each in kept):
                raise self._refusal(f"there is a key named {name!r}; choose another, or revoke it")
            return (*kept, new)

        self._change(add, note=f"create key {name}")
        return token

    def revoke(self, name: str) -> StoredKey:
        """Forget a key: whoever holds it is refused from the next request on.

        Raises StoreError where there is none of that name.
        """
        revoked: list[StoredKey] = []

        def remove(kept: tuple[StoredKey, ...]) -> tuple[StoredKey, ...]:
            revoked.extend(each for each in kept if each.name == name)
            if not revoked:
                known = ", ".join(each.name for each in kept) or "none"
                raise self._refusal(f"there is no key named {name!r} (there are: {known})")
            return tuple(each for each in kept if each.name != name)

        self._change(remove, note=f"revoke key {name}")
        return revoked[0]

    def _change(
        self, change: Callable[[tuple[StoredKey, ...]], tuple[StoredKey, ...]], *, note: str
    ) -> None:
        with faults_explained(self.data_dir):
            self.data_dir.mkdir(parents=True, exist_ok=True)
            lock = self.data_dir / "KEYS.LOCK"
            with writer_lock(lock, note=note, wait_seconds=LOCK_SECONDS):
                # Read again: another process may have written since.
                self._stamp = None
                _replace(self.path, render_keys(change(self.list_keys())))

    def _refusal(self, message: str) -> StoreError:
        return StoreError(f"{self.data_dir}: {message}", data_dir=self.data_dir)


def render_keys(keys: Sequence[StoredKey]) -> bytes:
    """The file of keys: a JSON object with `format` and `keys`."""
    told = {"format": FORMAT, "keys": [asdict(each) for each in keys]}
    return (json.dumps(told, indent=2) + "\n").encode()


def parse_keys(text: bytes, *, path: Path) -> tuple[StoredKey, ...]:
    """The keys of a file; StoreError when it is damaged or was written by a newer release."""
    try:
        told: dict[str, Any] = json.loads(text)
        if int(told["format"]) > FORMAT:
            raise ValueError(f"format {told['format']} is of a newer release; upgrade nowrongdoor")
        keys = tuple(_parse_key(each) for each in told["keys"])
        if len({key.name for key in keys}) != len(keys):
            raise ValueError("a name is there twice")
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path} cannot be understood ({type(error).__name__}: {error}); put a saved copy in "
            "its place, or remove it and create the keys anew",
            data_dir=path.parent,
        ) from error
    return keys


def _parse_key(told: dict[str, Any]) -> StoredKey:
    key = StoredKey(**{**told, "sources": tuple(told["sources"])})
    words = (key.name, key.scope, key.created, key.ends_with, key.sha256, *key.sources)
    if not all(isinstance(word, str) for word in words):
        raise ValueError("a field is not text")
    fits = key.scope in SCOPES and _SHA256.fullmatch(key.sha256) and _NAME.fullmatch(key.name)
    if not fits:
        raise ValueError(f"key {key.name!r} has a scope, name or hash that cannot be")
    return key


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _replace(path: Path, content: bytes) -> None:
    """Replace a file by one that only its owner may read; others see the old one or the new."""
    part = path.with_name(path.name + ".new")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    os.replace(part, path)
    sync_directory(path.parent)
