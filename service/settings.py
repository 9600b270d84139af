"""Settings of the command line and the service: argument > environment > `.env` > default."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from graph.errors import SettingError
from ontology.terms import DATA

PREFIX = "NWD_"


def _split(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


_PART = r"[^\s;,'\"<>{}]*"
TILE_URL = (
    rf"^https?://[A-Za-z0-9.\-]+(:[0-9]+)?/{_PART}\{{z\}}{_PART}"
    rf"(\{{x\}}{_PART}\{{y\}}|\{{y\}}{_PART}\{{x\}}){_PART}$"
)
"""What the address of map tiles looks like; its host stands in the policy of the map's page."""

Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""Several words, in the environment separated by commas or spaces."""


class Settings(BaseSettings):
    """Every setting has the prefix `NWD_` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Path = Field(Path("nwd-data"), description="Folder of the store.")
    keep_generations: int = Field(
        5, ge=1, description="How many loads, drops and rollbacks are kept to go back to."
    )
    base_iri: str = Field(DATA, description="Base of the IRIs of loaded records.")
    lock_wait: float = Field(
        0.0, ge=0, description="Seconds to wait to save findings while another process writes."
    )
    as_of: date | None = Field(
        None, description="Day on which freshness is judged where nothing else is asked; today."
    )
    language: Literal["en", "es"] = Field(
        "en", description="Language of pages and reports where none is asked for."
    )
    host: str = Field("127.0.0.1", description="Address that `nwd serve` binds.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `nwd serve` binds.")
    writable: bool = Field(False, description="Whether holders of a key may write over HTTP.")
    require_key: bool = Field(False, description="Whether reading over HTTP needs a key, too.")
    workers: int = Field(
        2, ge=1, le=256, description="Queries that run at once; each in a process of its own."
    )
    query_timeout: float = Field(
        10.0, gt=0, le=86_400, description="Seconds after which a query to `/sparql` is stopped."
    )
    catalogue_timeout: float = Field(
        60.0,
        gt=0,
        le=86_400,
        description="Seconds after which a named query, or a list of the HSDS API, is stopped.",
    )
    query_memory_mb: int = Field(
        1024, ge=128, description="Most MiB of memory that one query over HTTP may use."
    )
    query_queue: int = Field(
        64, ge=0, description="Queries that may wait for their turn; more are refused with 503."
    )
    row_limit: int = Field(
        10_000, ge=1, description="Most rows of one answer of `nwd sparql` and of `/sparql`."
    )
    answer_limit_mb: int = Field(
        256, ge=1, description="Most MiB of one answer over HTTP, and of one file made for it."
    )
    body_limit_mb: float = Field(
        5, gt=0, description="Most MiB of one request; larger sources are loaded by `nwd load`."
    )
    analysis_timeout: float = Field(
        300.0, gt=0, le=86_400, description="Seconds after which an analysis or export is stopped."
    )
    write_timeout: float = Field(
        300.0, gt=0, le=86_400, description="Seconds after which a write over HTTP is given up."
    )
    default_graph: Literal["union", "strict"] = Field(
        "union",
        description="What a query without FROM reads: the union of all graphs, or the unnamed one.",
    )
    service_allow: Words = Field(
        (), description="Addresses that SERVICE and LOAD may read, separated by commas."
    )
    rate_limit: int | None = Field(
        None,
        ge=0,
        description=(
            "Requests a minute from one client, 0 for no limit; by default 1,200, and no limit "
            "where only this machine can ask."
        ),
    )
    cors_origins: Words = Field(
        (), description="Origins whose pages may read answers, separated by commas; `*` for all."
    )
    answer_cache_mb: int = Field(
        32, ge=0, description="Most MiB of answers kept to be sent again; 0 keeps none."
    )
    small_cell_floor: int = Field(
        11, ge=0, description="Counts of families below this, but 0, are not told over HTTP."
    )
    tile_url: str | None = Field(
        None,
        pattern=TILE_URL,
        description="Address of map tiles with {z}, {x} and {y}; without it the map has none.",
    )
    tile_attribution: str = Field("", description="Whom the map names as the maker of its tiles.")
    log_format: Literal["text", "json"] = Field(
        "text", description="Form of the log lines of `nwd serve`."
    )
    store_url: str | None = Field(
        None, description="SPARQL query address of another engine that holds the data."
    )
    store_update_url: str | None = Field(
        None, description="Its address for updates, where it is not the one for queries."
    )
    store_graph_url: str | None = Field(
        None, description="Its address for the Graph Store Protocol."
    )
    store_engine: str = Field(
        "generic", description="Which engine it is, for its ways: see docs/engines.md."
    )
    store_user: str | None = Field(None, description="User name at that engine.")
    store_password: SecretStr | None = Field(None, description="Password at that engine.")

    def day(self) -> date:
        """The day on which freshness is judged when a question does not say."""
        return self.as_of or date.today()


def read_settings(**given: Any) -> Settings:
    """The settings, `given` before the environment; SettingError names what does not fit."""
    try:
        return Settings(**given)
    except ValidationError as error:
        wrong = {str(each["loc"][0]): each for each in error.errors()}
        told = [
            f"{PREFIX}{name.upper()} = {each['input']!r}: {each['msg']}"
            for name, each in wrong.items()
        ]
        raise SettingError("; ".join(told), names=list(wrong)) from error
