"""Releases by API: the list, one, its files, and taking them as streams, each on record."""

from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router

from accounts.roles import P
from reporting import taking
from reporting.actions.releases import note_download
from reporting.api.door import BearerToken
from reporting.api.shapes import FileOut, Number, Problem, ReleaseOut
from reporting.models import Release
from reporting.rules.likeness import coarser_of

MOST = 1_000
PROBLEMS: dict[int, Any] = dict.fromkeys((401, 403, 429), Problem)
NOT_FOUND = PROBLEMS | {404: Problem}

router = Router(tags=["Releases"], auth=BearerToken(P.EXPORT_RESEARCH))


def binary(*kinds: str) -> dict[str, Any]:
    """How OpenAPI says that a file comes."""
    shape = {"schema": {"type": "string", "format": "binary"}}
    return {
        "responses": {
            200: {"description": "The file.", "content": dict.fromkeys(kinds, shape)},
            304: {"description": "You hold it already: If-None-Match is its ETag."},
        }
    }


@router.get("/releases", response={200: list[ReleaseOut], **PROBLEMS}, summary="Frozen releases")
def list_releases(request: HttpRequest) -> list[ReleaseOut]:
    """All releases of the programme of the token, the newest first."""
    return [shown(one) for one in _visible(request).newest_first()[:MOST]]


@router.get("/releases/{number}", response={200: ReleaseOut, **NOT_FOUND}, summary="One release")
def get_release(request: HttpRequest, number: Number) -> ReleaseOut:
    """One release by its number."""
    return shown(found(request, number))


@router.get(
    "/releases/{number}/files",
    response={200: list[FileOut], **NOT_FOUND},
    summary="Files of a release",
)
def list_files(request: HttpRequest, number: Number) -> list[FileOut]:
    """Every file in the bundle, with its size and checksum."""
    return [
        FileOut(name=one.name, size=one.size, media_type=one.kind, sha256=one.sha256)
        for one in taking.members(found(request, number))
    ]


@router.get(
    "/releases/{number}/bundle",
    response={200: None, **NOT_FOUND},
    summary="Download a release",
    openapi_extra=binary(taking.ZIP),
)
def get_bundle(request: HttpRequest, number: Number) -> HttpResponseBase:
    """The whole release as a zip, the same bytes for ever. The download is recorded."""
    release = found(request, number)
    if taking.is_known(request, release.sha256):
        return taking.unchanged(release.sha256)
    answer = taking.whole(release)
    note_download(release=release, by=_asker(request), by_api=True)
    return answer


@router.get(
    "/releases/{number}/files/{path:name}",
    response={200: None, **NOT_FOUND},
    summary="Download one file",
    openapi_extra=binary(taking.OTHER),
)
def get_file(request: HttpRequest, number: Number, name: str) -> HttpResponseBase:
    """One file of the bundle by its name. The download is recorded."""
    return _file(request, number, name)


@router.get(
    "/releases/{number}/tables/{table}",
    response={200: None, **NOT_FOUND, 400: Problem},
    summary="A table of a release",
    openapi_extra=binary("text/csv", taking.KINDS[".parquet"]),
)
def get_table(
    request: HttpRequest,
    number: Number,
    table: Literal["wide", "long"],
    format: Literal["csv", "parquet"] = "csv",
) -> HttpResponseBase:
    """wide: a row a participant. long: a row an answer set. The download is recorded."""
    return _file(request, number, f"responses_{table}.{format}")


def shown(release: Release) -> ReleaseOut:
    """A release as the API tells it."""
    return ReleaseOut(
        number=release.number,
        frozen_at=release.frozen_at,
        recipient=release.recipient,
        purpose=release.purpose,
        agreement=release.agreement,
        delete_by=release.delete_by,
        coarser=sorted(coarser_of(release.coarser)),
        smallest_group=release.smallest_group,
        participants=release.participants,
        pairs=release.pairs,
        size=taking.size_of(release),
        sha256=release.sha256,
    )


def found(request: HttpRequest, number: int) -> Release:
    """A release of the programme of the token. Raises ``Http404``."""
    release: Release | None = _visible(request).filter(number=number).first()
    if release is None:
        raise Http404
    return release


def _file(request: HttpRequest, number: int, name: str) -> HttpResponseBase:
    release = found(request, number)
    member = taking.find(release, name)
    if member.sha256 and taking.is_known(request, member.sha256):
        return taking.unchanged(member.sha256)
    answer = taking.one(release, member)
    note_download(release=release, by=_asker(request), name=name, by_api=True)
    return answer


def _visible(request: HttpRequest) -> Any:
    return Release.objects.visible_to(request.standing)  # type: ignore[attr-defined]


def _asker(request: HttpRequest) -> Any:
    return request.user
