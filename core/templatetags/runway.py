"""How dates, times, money, numbers of things, services and tags are written on pages."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

SERVICE_WORDS = {"POLICE": "Police", "FIRE": "Fire", "AMBULANCE": "Ambulance"}
CHIP_OF_A_PERSON = (
    '<span class="svc {}"><i aria-hidden="true">{}</i>'
    '<span class="visually-hidden">{}: </span>{}</span>'
)
CHIP_OF_A_SERVICE = '<span class="svc {}"><i aria-hidden="true">{}</i>{}</span>'
CHIP_OF_A_GAP = '<span class="svc none"><i aria-hidden="true">!</i>{}</span>'

LONDON = ZoneInfo("Europe/London")
# Spelt out, because strftime follows the server's language.
MONTHS = (
    "January February March April May June July August September October November December"
).split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

Day = dt.date | dt.datetime


def _local(value: Day) -> Day:
    """An instant in London time; a civil date as it is."""
    if isinstance(value, dt.datetime) and value.tzinfo:
        return value.astimezone(LONDON)
    return value


@register.filter
def long_date(value: Day | None) -> str:
    """14 March 2027; nothing for no date."""
    if not value:
        return ""
    day = _local(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@register.filter
def full_date(value: Day | None) -> str:
    """Tuesday 12 May 2027; nothing for no date."""
    return f"{DAYS[_local(value).weekday()]} {long_date(value)}" if value else ""


@register.filter
def short_day(value: Day | None) -> str:
    """Tue 9; nothing for no date."""
    if not value:
        return ""
    day = _local(value)
    return f"{DAYS[day.weekday()][:3]} {day.day}"


@register.filter
def month_name(value: Day | int | None) -> str:
    """March, from a date or from the month's number."""
    if not value:
        return ""
    return MONTHS[(value if isinstance(value, int) else _local(value).month) - 1]


@register.filter
def clock(value: dt.time | dt.datetime | None) -> str:
    """9:30am, noon is 12:00pm; nothing for no time (midnight is a time)."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime) and value.tzinfo:
        value = value.astimezone(LONDON)
    return f"{value.hour % 12 or 12}:{value.minute:02d}{'am' if value.hour < 12 else 'pm'}"


@register.filter
def pounds(pence: int | str | None) -> str:
    """£1,200 from 120000 pence, £12.50 from 1250; nothing for no amount."""
    if not isinstance(pence, int):
        return ""
    whole, rest = divmod(abs(pence), 100)
    sign = "−" if pence < 0 else ""
    return f"{sign}£{whole:,}.{rest:02d}" if rest else f"{sign}£{whole:,}"


@register.filter
def many(count: int | None, words: str) -> str:
    """3 pupils, 1 pupil, from a number and "pupil,pupils"."""
    one, more = words.split(",")
    number = count or 0
    return f"{number:,} {one if number == 1 else more}"


@register.filter
def initial(surname: str | None) -> str:
    """M. from Munro, to follow a first name; nothing for no name."""
    name = (surname or "").strip()
    return f"{name[0].upper()}." if name else ""


@register.simple_tag(takes_context=True)
def csrf_field(context: template.Context) -> SafeString:
    """The hidden token field; works in ``{% include ... only %}``, where csrf_token is unknown."""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return SafeString("")
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
    )


@register.simple_tag
def service_chip(service: str, name: str = "") -> SafeString:
    """A service as letter and word, with a person's name or the words of a gap.

    ``service`` is "POLICE", "FIRE", "AMBULANCE" or empty. A tag and no include: a list of fifty
    people would spend half its time on includes.
    """
    if service not in SERVICE_WORDS:
        return format_html(CHIP_OF_A_GAP, name or "No coach")
    word = SERVICE_WORDS[service]
    if name:
        return format_html(CHIP_OF_A_PERSON, word[0].lower(), word[0], word, name)
    return format_html(CHIP_OF_A_SERVICE, word[0].lower(), word[0], word)


@register.simple_tag
def tags(found: Iterable[tuple[str, str]]) -> SafeString:
    """Words in coloured boxes: pairs of kind (ok, warn, stop, grey) and text."""
    return format_html_join(" ", '<span class="tagx {}">{}</span>', found)
