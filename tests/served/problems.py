"""What every route answers to what it cannot do, and the values it is tried with."""

from __future__ import annotations

from typing import Any

PROBLEM = "application/problem+json"
SECRET = ("613 Thistledown", "43.4212")
"""Of the one confidential site of the demonstration: its address and its latitude."""
HOSTILE = [
    "<script>alert(1)</script>",
    "'; DROP ALL; --",
    '" } INSERT DATA { <a:b> <a:c> 1 } #',
    "\u202e\x00\x1b[31m",
    "../../etc/passwd",
    "{{7*7}}",
    "x" * 5000,
    "<http://x/> ; SERVICE <http://127.0.0.1:9/>",
]


def check_problem(response: Any, status: int, word: str = "") -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == PROBLEM
    problem = response.json()
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == status
    assert word in problem["detail"]
