"""What every template can say: dates, times and numbers of things, services, tags, the token."""

from collections.abc import Iterable

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.words import clock, full_date, long_date, many

register = template.Library()

SERVICE_WORDS = {"POLICE": "Police", "FIRE": "Fire", "AMBULANCE": "Ambulance"}
CHIP_OF_A_PERSON = (
    '<span class="svc {}"><i aria-hidden="true">{}</i>'
    '<span class="visually-hidden">{}: </span>{}</span>'
)
CHIP_OF_A_SERVICE = '<span class="svc {}"><i aria-hidden="true">{}</i>{}</span>'
CHIP_OF_A_GAP = '<span class="svc none"><i aria-hidden="true">!</i>{}</span>'

for write in (long_date, full_date, clock, many):
    register.filter(write)


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
