"""The headline and its company, for people."""

from __future__ import annotations

from typing import Any

import click

from service.output import print_table

Interval = list[float] | None


def render_interval(interval: Interval) -> str:
    """`41.0% to 56.2%`, or `41.0%` where both ends look the same, or that there is none."""
    if interval is None:
        return "not defined"
    low, high = (f"{100 * end:.1f}%" for end in interval)
    return low if low == high else f"{low} to {high}"


def is_no_wrong_door(parameters: dict[str, Any]) -> bool:
    """Whether every-door coverage with these parameters may be called no-wrong-door coverage."""
    return bool(parameters["handoffs"] == 1 and parameters["mode"] == "warm")


def print_summary(summary: dict[str, Any]) -> None:
    """Headline, variants, completeness and parameters of a coverage result."""
    parameters, required = summary["parameters"], summary["required"]
    headline = summary["headline"]
    name = "No-wrong-door coverage" if is_no_wrong_door(parameters) else "Coverage"
    click.echo(f"{name} (every door): {render_interval(headline['every_door'])}")
    click.echo(f"At least one door: {render_interval(headline['any_door'])}")
    if headline["every_door"] is None:
        click.echo("Nothing is asked: no touchpoint with needs, or weights that sum to 0.")
    click.echo(f"\nAsked of {required['cells']:,} {required['origin']} cells, weight "
               f"{required['weight']:,g}")  # fmt: skip
    click.echo(", ".join(f"{key.replace('_', ' ')} {value}" for key, value in parameters.items()))
    click.echo()
    rows = [
        {
            "handoffs": variant["handoffs"],
            "mode": variant["mode"],
            "every_door": render_interval(variant["every_door"]),
            "any_door": render_interval(variant["any_door"]),
        }
        for variant in summary["variants"]
    ]
    print_table(rows, tuple(rows[0]))
    counts = summary["completeness"].items()
    print_table(
        [{"completeness": key.replace("_", " "), "count": value} for key, value in counts],
        ("completeness", "count"),
    )
