"""Results of a release by API: the tables of the page, with the same numbers hidden."""

import json

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError

from accounts.roles import P
from reporting.api.door import BearerToken
from reporting.api.releases import NOT_FOUND, found
from reporting.api.shapes import BlockOut, FigureOut, Number, ResultsOut, TableOut
from reporting.choices import Work
from reporting.models import Analysis
from reporting.results.page import Page, page_of
from reporting.results.table import Block, Table

NOT_YET = "The results of this release are not worked out. The page What changed says how far."

router = Router(tags=["Results"], auth=BearerToken(P.VIEW_RESULTS))


@router.get(
    "/releases/{number}/results",
    response={200: ResultsOut, **NOT_FOUND},
    summary="Results of a release",
)
def get_results(request: HttpRequest, number: Number) -> ResultsOut:
    """The tables of the page What changed, in its words: small numbers are hidden as there."""
    release = found(request, number)
    visible = Analysis.objects.visible_to(request.standing)  # type: ignore[attr-defined]
    kept = visible.filter(release=release, state=Work.READY).first()
    if kept is None:
        raise HttpError(404, NOT_YET)
    return _shown(page_of(json.loads(kept.result)))


def _shown(page: Page) -> ResultsOut:
    blocks = [
        page.change.block,
        page.harms.block,
        page.bars.block,
        page.flow.block,
        page.comparison.block,
        page.reliability,
        *page.blocks,
    ]
    return ResultsOut(
        figures=[FigureOut(value=value, label=label) for value, label in page.figures],
        cautions=[caution.text for caution in page.cautions],
        declared=page.declared,
        blocks=[_block(block) for block in blocks],
    )


def _block(block: Block) -> BlockOut:
    return BlockOut(
        key=block.key,
        title=block.title,
        lead=list(block.lead),
        empty=block.empty,
        exploratory=block.is_exploratory,
        how=list(block.how),
        tables=[_table(table) for table in block.tables],
    )


def _table(table: Table) -> TableOut:
    rows = [[name, *(cell for _, cell in cells)] for name, cells in table.rows]
    return TableOut(label=table.label, head=list(table.head), rows=rows)
