"""Settings of the command line and the service: argument > environment > `.env` > default."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import SettingError
from ontology.terms import DATA

PREFIX = "NWD_"


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
    host: str = Field("127.0.0.1", description="Address that `nwd serve` binds.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `nwd serve` binds.")
    row_limit: int = Field(
        10_000, ge=1, description="Most rows of one answer of `nwd sparql` and of `/sparql`."
    )

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
