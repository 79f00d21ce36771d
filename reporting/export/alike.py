"""How many participants of a release would be alike, counted by the database in one query."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Substr

from programmes.models import Programme
from reporting.choices import Coarser
from reporting.export.drawing import in_release, rural_class
from reporting.rules.likeness import Like, coarse, coarsened, to_blank
from schools.models import School
from surveys.choices import WaveKind
from surveys.models import Item, Response, Wave

GENDER = "gender"  # the item of the before answers
NOT_DONE = "-"


def groups_in_release(programme: Programme) -> Counter[Like]:
    """How many are alike among those whom a release would hold, before any coarsening.

    An answer that is missing is told apart by its reason, as the data files do.
    """
    gender = _gender(programme)
    rows = (
        in_release(programme)
        .order_by()
        .annotate(said=gender)
        .values_list("school_id", "year_group", "said")
        .annotate(people=Count("pk"))
    )
    classes = dict(School.objects.values_list("pk", "urban_rural_6"))
    found: Counter[Like] = Counter()
    for school, year_group, said, people in rows.iterator(chunk_size=5_000):
        found[Like(school, year_group, said, rural_class(classes[school]))] += people
    return found


def small_in_release(programme: Programme, coarser: Collection[Coarser]) -> frozenset[int]:
    """The participants of whom a release with this coarsening tells less, so that none is alone."""
    others = frozenset(coarser) - {Coarser.BLANK_SMALL}
    small = to_blank(coarsened(groups_in_release(programme), others))
    if not small:
        return frozenset()
    classes = dict(School.objects.values_list("pk", "urban_rural_6"))
    people = in_release(programme).order_by().annotate(said=_gender(programme))
    rows = people.values_list("pk", "school_id", "year_group", "said")
    return frozenset(
        pk
        for pk, school, year_group, said in rows.iterator(chunk_size=5_000)
        if coarse(Like(school, year_group, said, rural_class(classes[school])), others) in small
    )


def _gender(programme: Programme) -> Value | Coalesce:
    """The character of the answer in the packed record; the same for all where nobody is asked."""
    wave = Wave.objects.filter(programme=programme, kind=WaveKind.BEFORE).first()
    item = wave and Item.objects.filter(version=wave.version_id, code=GENDER).first()
    if wave is None or item is None:
        return Value("")
    answers = Response.objects.filter(wave=wave, participant=OuterRef("pk"))
    said = Subquery(answers.values(answer=Substr("codes", item.position, 1))[:1])
    return Coalesce(said, Value(NOT_DONE))
