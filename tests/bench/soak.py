"""`python -m bench.soak DATA_DIR WORKBOOK [SECONDS]`: a writer, readers, and killed workers.

Ends with an error when a read failed that no kill explains, an answer was partial, something was
lost, or memory grew.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from bench.serving import NWD, serving_ours

READERS = 16
KILL_EVERY = (0.5, 3.0)
ASKED = (
    "/sparql?query=" + quote("SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 9000"),
    "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"),
    "/sparql?query=" + quote("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 5000"),
    "/api/queries/touchpoints/without-doors?format=json",
    "/api/queries/services/waits-and-places?format=csv",
    "/api/coverage?handoffs=1",
    "/api/gaps",
    "/hsds/services?per_page=20&full=true",
)
FORMS = "application/sparql-results+json, application/n-triples;q=0.9, */*;q=0.1"


class Soak:
    """What was seen: statuses, and what is wrong with an answer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.generations: set[str] = set()
        self.killed = 0
        self.loaded = 0
        self.ended = threading.Event()
        self._lock = threading.Lock()

    def read(self, seed: int) -> None:
        """Ask in a random order until the end, on a connection kept open."""
        draw = random.Random(seed)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        while not self.ended.is_set():
            path = draw.choice(ASKED)
            headers = {"Accept": FORMS} | (
                {"Cache-Control": "no-cache"} if draw.random() < 0.7 else {}
            )
            try:
                connection.request("GET", path, headers=headers)
                response = connection.getresponse()
                body = response.read()
            except (OSError, HTTPException) as error:
                connection.close()
                self._note(0, f"{path}: {error!r}")
                continue
            self._judge(path, response.status, response.headers.get("Content-Type", ""), body)
            with self._lock:
                self.generations.add(response.headers.get("Nwd-Generation", ""))
        connection.close()

    def _judge(self, path: str, status: int, kind: str, body: bytes) -> None:
        wrong = ""
        if "json" in kind:
            try:
                json.loads(body)
            except ValueError as error:
                wrong = f"{path}: {status} with half a JSON ({error})"
        if status not in (200, 304, 500, 503):
            wrong = f"{path}: {status} {body[:200]!r}"
        self._note(status, wrong)

    def _note(self, status: int, wrong: str) -> None:
        with self._lock:
            self.statuses[status] += 1
            if wrong:
                self.wrong.append(wrong)

    def load(self, data_dir: Path, workbook: Path) -> None:
        """Load the workbook under one of three names, again and again."""
        while not self.ended.is_set():
            name = f"soak-{self.loaded % 3}"
            command = [*NWD, "load", str(workbook), "--source", name, "--data-dir", str(data_dir)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                self.wrong.append(f"load: {done.stderr[-300:]}")
            self.loaded += 1

    def kill(self, server: int) -> None:
        """Kill a worker of the server now and then."""
        draw = random.Random(7)
        while not self.ended.wait(draw.uniform(*KILL_EVERY)):
            children = _children(server)
            if children:
                os.kill(draw.choice(children), signal.SIGKILL)
                self.killed += 1


def _children(process: int) -> list[int]:
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))


def _memory(process: int) -> float:
    """MiB of one process that no other shares."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = [line.split()[1] for line in text.splitlines() if line.startswith("Private_Dirty")]
    return int(found[0]) / 1024


def main(data_dir: Path, workbook: Path, seconds: float) -> None:
    with serving_ours(data_dir) as (port, server):
        soak = Soak(port)
        threads = [threading.Thread(target=soak.read, args=(i,)) for i in range(READERS)]
        threads.append(threading.Thread(target=soak.load, args=(data_dir, workbook)))
        threads.append(threading.Thread(target=soak.kill, args=(server,)))
        for each in threads:
            each.start()
        memory = []
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            time.sleep(seconds / 20)
            memory.append(_memory(server))
            print(f"{memory[-1]:.0f} MiB {dict(soak.statuses)} loads {soak.loaded}", flush=True)
        soak.ended.set()
        for each in threads:
            each.join()
    print(
        f"{seconds:g} s: {sum(soak.statuses.values()):,} reads {dict(soak.statuses)}, "
        f"{soak.loaded} loads, {soak.killed} workers killed, {len(soak.generations)} generations "
        f"seen, front {memory[1]:.0f} MiB to {memory[-1]:.0f} MiB"
    )
    for wrong in soak.wrong[:20]:
        print("WRONG", wrong)
    grew = memory[-1] > 1.3 * memory[len(memory) // 4] + 30
    unexplained = soak.statuses[500] > soak.killed
    if soak.wrong or grew or unexplained:
        raise SystemExit(f"failed: wrong {len(soak.wrong)}, grew {grew}, unexplained {unexplained}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3] if sys.argv[3:] else 300))
