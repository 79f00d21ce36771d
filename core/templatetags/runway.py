"""How dates, times, money and numbers of things are written on pages."""

import datetime as dt
from zoneinfo import ZoneInfo

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

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
