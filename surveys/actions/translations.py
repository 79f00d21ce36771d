"""Writing an instrument's words in another language, until pupils have answered in it."""

from django.db import transaction

from accounts.models import User
from core.problems import Refused, refuse
from surveys.actions.instruments import NOT_OURS, record
from surveys.models import InstrumentVersion, Item, ItemText, Translation
from surveys.models.translations import TRANSLATION_FROZEN
from surveys.questionnaire import forget_words, instrument_of
from surveys.rules.translations import LANGUAGES, Words, words_problems

NO_SUCH = "There is no such language. Choose one from the list."


@transaction.atomic
def keep_words(*, version: InstrumentVersion, language: str, words: Words, by: User) -> int:
    """Keep the words of a language for the items that ``words`` names; gives how many changed.

    Empty words take an item's words out. The version may be frozen: its translation freezes by
    itself, with the first answer in that language. Raises ``Refused``.
    """
    if language not in LANGUAGES:
        raise Refused(NO_SUCH)
    row: InstrumentVersion = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
    if row.programme_id is None:
        raise Refused(NOT_OURS)
    held = Translation.objects.select_for_update()
    translation, _ = held.get_or_create(version=row, language=language)
    if translation.frozen_on is not None:
        raise Refused(TRANSLATION_FROZEN)
    refuse(words_problems(instrument_of(row.pk), words))
    changed = _write(translation, words)
    record(by, "wrote words of another language", row, count=changed)
    transaction.on_commit(lambda: forget_words(row.pk))
    return changed


def _write(translation: Translation, words: Words) -> int:
    """Write what differs: one row an item, none for an item without any words."""
    held = {text.item_id: text for text in ItemText.objects.filter(translation=translation)}
    changed = 0
    for item in Item.objects.filter(version=translation.version_id, code__in=words):
        said = words[item.code]
        text, labels = said.text, "\n".join(said.labels) if any(said.labels) else ""
        known = held.get(item.pk) or ItemText(translation=translation, item=item)
        if (known.text, known.labels) == (text, labels):
            continue
        changed += 1
        known.text, known.labels = text, labels
        if text or labels:
            known.save()
        else:
            known.delete()
    return changed
