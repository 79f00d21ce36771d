"""The 32 council areas of Scotland: their codes, and the names that files use for them.

Codes and names are the public register of geographic codes (statistics.gov.scot, Open
Government Licence v3). Everything is joined on the code; a name is read once, at the door.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Council:
    """One council area: code in force, name, other spellings seen, codes it had before."""

    code: str
    name: str
    spellings: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()


COUNCILS: tuple[Council, ...] = (
    Council("S12000033", "Aberdeen City", ("Aberdeen",), ("S12000001",)),
    Council("S12000034", "Aberdeenshire", (), ("S12000002",)),
    Council("S12000041", "Angus", (), ("S12000003",)),
    Council("S12000035", "Argyll and Bute", ("Argyll",), ("S12000004",)),
    Council(
        "S12000036",
        "City of Edinburgh",
        ("Edinburgh City", "Edinburgh, City of", "Edinburgh"),
        ("S12000012",),
    ),
    Council("S12000005", "Clackmannanshire", ("Clackmannan",)),
    Council("S12000006", "Dumfries and Galloway"),
    Council("S12000042", "Dundee City", ("Dundee", "City of Dundee"), ("S12000007",)),
    Council("S12000008", "East Ayrshire"),
    Council("S12000045", "East Dunbartonshire", (), ("S12000009",)),
    Council("S12000010", "East Lothian"),
    Council("S12000011", "East Renfrewshire"),
    Council("S12000014", "Falkirk"),
    Council("S12000047", "Fife", (), ("S12000015",)),
    Council(
        "S12000049",
        "Glasgow City",
        ("Glasgow", "City of Glasgow"),
        ("S12000016", "S12000037", "S12000043", "S12000046"),
    ),
    Council("S12000017", "Highland", ("Highlands",)),
    Council("S12000018", "Inverclyde"),
    Council("S12000019", "Midlothian"),
    Council("S12000020", "Moray"),
    Council(
        "S12000013",
        "Na h-Eileanan Siar",
        ("Na h-Eileanan an Iar", "Eilean Siar", "Comhairle nan Eilean Siar", "Western Isles"),
    ),
    Council("S12000021", "North Ayrshire"),
    Council("S12000050", "North Lanarkshire", (), ("S12000022", "S12000044")),
    Council("S12000023", "Orkney Islands", ("Orkney",)),
    Council("S12000048", "Perth and Kinross", (), ("S12000024",)),
    Council("S12000038", "Renfrewshire", (), ("S12000025",)),
    Council("S12000026", "Scottish Borders", ("Borders",)),
    Council("S12000027", "Shetland Islands", ("Shetland",)),
    Council("S12000028", "South Ayrshire"),
    Council("S12000029", "South Lanarkshire"),
    Council("S12000030", "Stirling"),
    Council("S12000039", "West Dunbartonshire", (), ("S12000031",)),
    Council("S12000040", "West Lothian", (), ("S12000032",)),
)


def _key(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", text.casefold().replace("&", " and ")).split()
    return " ".join(word for word in words if word not in {"the", "council"})


def _spellings() -> dict[str, str]:
    known: dict[str, str] = {}
    for council in COUNCILS:
        for text in (council.code, council.name, *council.spellings, *council.superseded):
            known[_key(text)] = council.code
    return known


_OF_NO_COUNCIL = {"grant aided"}
_CODES = _spellings()
_NAMES = {council.code: council.name for council in COUNCILS}


def council_code(text: str) -> str | None:
    """The code in force for a council's name, known spelling or code (old ones too).

    None where the text names no council area of Scotland.
    """
    return _CODES.get(_key(text))


def council_name(code: str) -> str | None:
    """The register's name for a code in force; None for any other text."""
    return _NAMES.get(code)


def is_grant_aided(text: str) -> bool:
    """Whether a file says that a school is funded by the government, under no council."""
    return _key(text) in _OF_NO_COUNCIL
