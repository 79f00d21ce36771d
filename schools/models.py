"""For whom: councils, schools as the register publishes them, their contacts and pupils."""

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.access import Standing
from accounts.models import User
from accounts.roles import P, Role
from schools.choices import Need, YearGroup

FIGURE = r"^([0-9]+|c|low|x|z)$"
figure_shape = RegexValidator(FIGURE, "Use a whole number or one of the symbols c, low, x, z.")


def figure_field(label: str) -> models.CharField:
    """A count as it was published: a number, or a symbol that is neither nought nor missing."""
    return models.CharField(label, max_length=6, validators=[figure_shape], default="z")


class Council(models.Model):
    """A council area, known by its S12 code."""

    code = models.CharField(
        max_length=9, unique=True, validators=[RegexValidator(r"^S12[0-9]{6}$", "Use an S12 code.")]
    )
    name = models.CharField(max_length=60)

    class Privacy:
        personal: set[str] = set()
        plain = {"id", "code", "name"}

    def __str__(self) -> str:
        return self.name


class SchoolQuerySet(models.QuerySet["School"]):
    def visible_to(self, standing: Standing) -> Self:
        """The register is public: all of it for those who organise, his own for a contact."""
        if standing.may(P.VIEW_SCHOOLS):
            return self
        if Role.SCHOOL in standing.roles:
            return self.filter(pk__in=SchoolContact.objects.of(standing).values("school"))
        return self.none()

    def found(self, words: str) -> Self:
        """Schools whose name holds the words, or whose SEED code begins with them."""
        return self.filter(Q(name__icontains=words) | Q(seed_code__startswith=words))

    def by_name(self) -> Self:
        return self.order_by("name", "id")


class School(models.Model):
    """A secondary school as the Scottish Government's workbook publishes it."""

    seed_code = models.CharField(
        "SEED code",
        max_length=7,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{7}$", "A SEED code has seven digits.")],
    )
    name = models.CharField(max_length=120)
    # Empty for the one grant-aided school, which no council runs.
    council = models.ForeignKey(Council, null=True, blank=True, on_delete=models.PROTECT)
    roll = figure_field("roll")
    female = figure_field("girls")
    male = figure_field("boys")
    s1 = figure_field("S1")
    s2 = figure_field("S2")
    s3 = figure_field("S3")
    s4 = figure_field("S4")
    s5 = figure_field("S5")
    s6 = figure_field("S6")
    asn_recorded = figure_field("additional support needs recorded")
    eal = figure_field("English as an additional language")
    simd_q1 = figure_field("deprivation quintile 1")
    simd_q2 = figure_field("deprivation quintile 2")
    simd_q3 = figure_field("deprivation quintile 3")
    simd_q4 = figure_field("deprivation quintile 4")
    simd_q5 = figure_field("deprivation quintile 5")
    simd_na = figure_field("deprivation not known")
    pct_urban = models.CharField("urban", max_length=10, blank=True)
    pct_small_town = models.CharField("small town", max_length=10, blank=True)
    pct_rural = models.CharField("rural", max_length=10, blank=True)
    attendance_pct = models.CharField("attendance, per cent", max_length=6, blank=True)
    urban_rural_6 = models.CharField("urban-rural class, 6-fold", max_length=40, blank=True)
    urban_rural_8 = models.CharField("urban-rural class, 8-fold", max_length=40, blank=True)
    denomination = models.CharField(max_length=40, blank=True)
    in_register = models.BooleanField(default=True, help_text="In the register read last.")

    objects = SchoolQuerySet.as_manager()

    FIGURES = (
        "roll female male s1 s2 s3 s4 s5 s6 asn_recorded eal "
        "simd_q1 simd_q2 simd_q3 simd_q4 simd_q5 simd_na"
    ).split()

    class Privacy:
        personal: set[str] = set()
        plain = set(
            "id seed_code name council roll female male s1 s2 s3 s4 s5 s6 asn_recorded eal "
            "simd_q1 simd_q2 simd_q3 simd_q4 simd_q5 simd_na pct_urban pct_small_town pct_rural "
            "attendance_pct urban_rural_6 urban_rural_8 denomination in_register".split()
        )

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="school_by_name"),
            models.Index(fields=["council", "name", "id"], name="school_by_council"),
        ]
        constraints = [
            models.CheckConstraint(
                name="school_seed_code_seven_digits",
                condition=Q(seed_code__regex=r"^[0-9]{7}$"),
                violation_error_message="A SEED code has seven digits.",
            ),
            models.CheckConstraint(
                name="school_roll_is_a_figure",
                condition=Q(roll__regex=FIGURE),
                violation_error_message="Use a whole number or one of the symbols c, low, x, z.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolContactQuerySet(models.QuerySet["SchoolContact"]):
    def visible_to(self, standing: Standing) -> Self:
        """The programme's own, for those who say who speaks for a school."""
        if not standing.may(P.MANAGE_CONTACTS):
            return self.none()
        return self.filter(programme_number=standing.programme_id)

    def of(self, standing: Standing) -> Self:
        """Through which a person speaks for schools in the programme in which he stands."""
        return self.filter(user=standing.user_id, programme_number=standing.programme_id)

    def waiting_for_link(self) -> Self:
        """Contacts without an account, for whose e-mail address one has been opened since."""
        opened = User.objects.filter(is_active=True).values("email")
        return self.filter(user=None, email__in=opened).exclude(email="")


class SchoolContact(models.Model):
    """Who speaks for a school in a programme; with an account he sees his school's pupils there."""

    # A plain number: programmes stand beside schools on one floor. Without it, whoever organises
    # one area could name himself contact of a school and see its pupils in another.
    programme_number = models.BigIntegerField(editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    job = models.CharField("job at the school", max_length=80, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    phone = models.CharField(max_length=30, blank=True)

    objects = SchoolContactQuerySet.as_manager()

    class Privacy:
        personal = {"user", "name", "email", "phone", "job"}
        plain = {"id", "programme_number", "school"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="contact_once_per_school",
                fields=["programme_number", "school", "user"],
                condition=Q(user__isnull=False),
                violation_error_message="This person is already a contact of this school.",
            ),
            models.UniqueConstraint(
                name="contact_email_once_per_school",
                fields=["programme_number", "school", "email"],
                condition=~Q(email=""),
                violation_error_message="This e-mail address is already a contact of this school.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PupilQuerySet(models.QuerySet["Pupil"]):
    def by_name(self) -> Self:
        return self.order_by("family_name", "given_name", "id")


class Pupil(models.Model):
    """A young person on a class list; the least that the day needs, kept until a date."""

    school = models.ForeignKey(School, on_delete=models.PROTECT)
    given_name = models.CharField(max_length=60)
    known_as = models.CharField(max_length=60, blank=True)
    family_name = models.CharField(max_length=60)
    born_on = models.DateField("date of birth")
    year_group = models.CharField(max_length=2, choices=YearGroup)
    need = models.CharField(max_length=16, choices=Need, default=Need.NONE)
    delete_on = models.DateField(help_text="On this date the pupil's data are deleted.")

    objects = PupilQuerySet.as_manager()

    class Privacy:
        personal = {"given_name", "known_as", "family_name", "born_on", "year_group", "need"}
        plain = {"id", "school", "delete_on"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="pupil_once_per_school",
                fields=["school", "family_name", "given_name", "born_on"],
                violation_error_message="This pupil is already on the school's list.",
            )
        ]
        indexes = [models.Index(fields=["delete_on"], name="pupil_by_delete_date")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def first_name(self) -> str:
        return self.known_as or self.given_name

    @property
    def short_name(self) -> str:
        """As coaches see it: Eilidh M."""
        return f"{self.first_name} {self.family_name[:1]}."
