"""What the API answers, field by field: its description in OpenAPI comes from here."""

import datetime
from typing import Annotated

from ninja import Path, Schema
from pydantic import Field

HIGHEST = 32_767  # the highest number that a release can have

Number = Annotated[int, Path(ge=1, le=HIGHEST, description="The number of the release.")]


class Problem(Schema):
    """Why it cannot be had, in a sentence."""

    detail: str


class Health(Schema):
    """That the API answers, and which version it is."""

    status: str
    api: str = Field(description="Version of this API.")
    layout: str = Field(description="Version of the columns of releases frozen now.")


class ReleaseOut(Schema):
    """One frozen release."""

    number: int
    frozen_at: datetime.datetime
    recipient: str
    purpose: str
    agreement: str = Field(description="Empty for releases frozen before this was asked.")
    delete_by: datetime.date | None = Field(description="When the copy is to be deleted.")
    coarser: list[str] = Field(description="What it tells less of, by code.")
    smallest_group: int | None = Field(
        description="k: fewest alike in school number, year group, gender and rural class."
    )
    participants: int
    pairs: int
    size: int | None = Field(description="Bytes of the zip; null when it is gone.")
    sha256: str = Field(description="Checksum of the zip; its ETag too.")


class FileOut(Schema):
    """One file of a release."""

    name: str
    size: int = Field(description="Bytes.")
    media_type: str
    sha256: str = Field(description="Empty for the list of checksums itself.")


class WaveOut(Schema):
    """One round of answers, and how many came so far."""

    kind: str = Field(description="BEFORE, AFTER, FOLLOW_UP or FOLLOW_UP_2.")
    name: str
    version: str = Field(description="Version of the questions.")
    opens_days: int = Field(description="Days from the day on the airfield.")
    closes_days: int
    asks_day: bool
    asks_waiting: bool
    answers: int | None = Field(description="null where 1 to 4 answered: not shown.")
    answers_shown: str = Field(description="The same as pages show it.")


class TableOut(Schema):
    """One table of the results, in the words of the page."""

    label: str
    head: list[str]
    rows: list[list[str]] = Field(description="As many cells as head has.")


class BlockOut(Schema):
    """One part of the results: its tables, and how they are worked out."""

    key: str
    title: str
    lead: list[str]
    empty: str = Field(description="Why there is nothing, where there is nothing.")
    exploratory: bool
    how: list[str]
    tables: list[TableOut]


class FigureOut(Schema):
    """One number at the top of the page."""

    value: str
    label: str


class ResultsOut(Schema):
    """What the page of results shows; small numbers are hidden in it already."""

    figures: list[FigureOut]
    cautions: list[str]
    declared: str = Field(description="What was declared before the season.")
    blocks: list[BlockOut]
