"""Streams whose match ends while they still run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from graph.funding.amounts import StreamMoney
from graph.funding.scenarios import Closures
from graph.funding.sentences import describe_match
from graph.projection import BLANK_DAY, Projection


def select_voided_matches(
    net: Projection, money: StreamMoney, closures: Closures, as_of: int, horizons: Sequence[int]
) -> Iterator[dict[str, Any]]:
    """One object a (horizon, stream, match that ends by then while the stream runs on).

    Keys: `horizon`, `stream`, `match`, `match_ends_on`, `services` (ids of those that rest on the
    stream), `money` (of the stream, by currency), `money_unknown`, `names`, `sentence`. The money
    is at risk and not counted as lost: another match may take the place of the one that ends.
    """
    ends = net.funding.stream_ends
    for horizon in horizons:
        last = as_of + horizon
        for stream in range(len(net.streams)):
            if ends[stream] != BLANK_DAY and ends[stream] <= last:
                continue
            for match in net.funding.stream_matched_by.row(stream).tolist():
                if match != stream and ends[match] != BLANK_DAY and ends[match] <= last:
                    yield _match_object(net, money, closures, horizon, stream, match)


def _match_object(
    net: Projection,
    money: StreamMoney,
    closures: Closures,
    horizon: int,
    stream: int,
    match: int,
) -> dict[str, Any]:
    found = {
        "horizon": horizon,
        "stream": net.streams.ids[stream],
        "match": net.streams.ids[match],
        "match_ends_on": date.fromordinal(int(net.funding.stream_ends[match])).isoformat(),
        "services": [net.services.ids[service] for service in closures.services_of([stream])],
        **money.total([stream]),
        "names": {"stream": net.streams.names[stream], "match": net.streams.names[match]},
    }
    return {**found, "sentence": describe_match(found)}
