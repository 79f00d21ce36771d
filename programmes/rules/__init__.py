"""Rules of supply, split by noun."""

from programmes.rules.supply import (
    NEEDS_PARTNER,
    SERVICES,
    Assurance,
    Gap,
    Roadworthy,
    Supply,
    car_problems,
    first_day_gaps,
    fit_problems,
    kind_problems,
    last_coordinator_problems,
    partner_problems,
    role_problems,
    service_problems,
)

__all__ = [
    "NEEDS_PARTNER",
    "SERVICES",
    "Assurance",
    "Gap",
    "Roadworthy",
    "Supply",
    "car_problems",
    "first_day_gaps",
    "fit_problems",
    "kind_problems",
    "last_coordinator_problems",
    "partner_problems",
    "role_problems",
    "service_problems",
]
