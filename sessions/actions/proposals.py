"""Asking for a roster of the whole season, following its making, and accepting what it changes."""

import datetime
from collections.abc import Collection, Iterable
from functools import partial

from django.db import transaction

from accounts.models import AuditEvent, User
from core.problems import Refused, refuse, store
from programmes.models import Programme
from sessions.actions.rosters import CHANGED, Changed, Put, change_roster
from sessions.actions.telling import date_of
from sessions.choices import ProposalState
from sessions.models import Proposal, ProposedSeat, Session
from sessions.roster.difference import Change, DayChange, difference, mark
from sessions.roster.inputs import HALF, has_changed, roster_hash_now
from sessions.roster.load import role_of
from sessions.roster.solve import Solution
from sessions.rules.proposals import asking_problems, is_silent
from sessions.tasks import work_out

ALL = "all"
STOPPED = "The worker stopped before it was done. Nothing has changed. Plan the season again."
NOT_READY = "This proposal is closed. Plan the season again."


@transaction.atomic
def ask_for_proposal(
    *, programme: Programme, seconds: int, by: User, now: datetime.datetime
) -> Proposal:
    """Have a roster worked out, in at most ``seconds``; the worker does it, apart from any request.

    One at a time; one on which nobody has worked for two minutes makes way. ``Refused`` while
    another is under way, and when there is no day to come.
    """
    days = Session.objects.filter(programme=programme, date__gte=date_of(now)).open()
    refuse(asking_problems(days.count(), seconds))
    for left in Proposal.objects.select_for_update().filter(programme=programme).under_way():
        if is_silent(left.state, left.asked_at, left.heard_at, now):
            _end(left, ProposalState.FAILED, now, STOPPED)
    proposal = Proposal(programme=programme, seconds=seconds, asked_by=by, asked_at=now)
    store(proposal)
    _record(by, "asked for a roster", proposal, now)
    transaction.on_commit(partial(work_out.enqueue, proposal.pk), robust=True)
    return proposal


# --- while it is worked out: signs of life, which are on no record ------------------------------


def begin(*, pk: int, now: datetime.datetime) -> Proposal | None:
    """Take a proposal in hand; None when it has been stopped, or another worker has it."""
    waiting = Proposal.objects.filter(pk=pk, state=ProposalState.WAITING)
    if not waiting.update(state=ProposalState.RUNNING, started_at=now, heard_at=now):
        return None
    return Proposal.objects.select_related("programme").get(pk=pk)


def note_progress(
    *, pk: int, objective: float | None, bound: float, now: datetime.datetime
) -> bool:
    """Keep how far it is; False when it shall stop, or is nobody's work any more."""
    running = Proposal.objects.filter(pk=pk, state=ProposalState.RUNNING)
    running.update(objective=objective, bound=bound, heard_at=now)
    return running.filter(stop_asked=False).exists()


# --- its end ------------------------------------------------------------------------------------


@transaction.atomic
def finish(
    *,
    pk: int,
    solution: Solution,
    shortages: Iterable[str],
    inputs_hash: str,
    now: datetime.datetime,
) -> bool:
    """Keep the roster that was found; earlier proposals close. False when it was discarded."""
    proposal = Proposal.objects.select_for_update().get(pk=pk)
    if proposal.state != ProposalState.RUNNING:
        return False
    ready = Proposal.objects.filter(programme=proposal.programme_id, state=ProposalState.READY)
    for earlier in ready.select_for_update():
        _end(earlier, ProposalState.CLOSED, now)
    ProposedSeat.objects.bulk_create(
        [
            ProposedSeat(
                proposal=proposal,
                session_id=int(seat.day),
                coach_id=int(seat.person),
                role=role_of(seat.duty),
            )
            for seat in sorted(solution.seats, key=str)
        ],
        batch_size=1000,
    )
    proposal.objective, proposal.bound = solution.objective, solution.bound
    proposal.proven, proposal.inputs_hash = solution.proven, inputs_hash
    _end(proposal, ProposalState.READY, now, "\n".join(shortages))
    _record(None, "worked out a roster", proposal, now, len(solution.seats))
    return True


@transaction.atomic
def fail(*, pk: int, sentence: str, now: datetime.datetime) -> None:
    """Say that no roster was found, and why; nothing when the proposal was closed meanwhile."""
    for proposal in Proposal.objects.select_for_update().filter(pk=pk).under_way():
        _end(proposal, ProposalState.FAILED, now, sentence)
        _record(None, "could not work out a roster", proposal, now)


@transaction.atomic
def stop_proposal(*, proposal: Proposal, by: User, now: datetime.datetime) -> Proposal:
    """Stop the solver, which keeps its best so far; one that has not begun is closed."""
    kept = _locked(proposal)
    if kept.state == ProposalState.WAITING:
        _end(kept, ProposalState.CLOSED, now)
    elif kept.state == ProposalState.RUNNING:
        kept.stop_asked = True
        kept.save(update_fields=["stop_asked"])
    else:
        raise Refused("This plan is worked out already.")
    _record(by, "stopped a roster", kept, now)
    return kept


@transaction.atomic
def close_proposal(*, proposal: Proposal, by: User, now: datetime.datetime) -> Proposal:
    """Discard a proposal, at whatever stage; nobody is told, and no seat changes."""
    kept = _locked(proposal)
    if kept.state == ProposalState.CLOSED:
        raise Refused("This proposal is closed already.")
    _end(kept, ProposalState.CLOSED, now)
    _record(by, "discarded a roster", kept, now)
    return kept


@transaction.atomic
def accept_changes(
    *, proposal: Proposal, chosen: Collection[str], by: User, now: datetime.datetime
) -> Changed:
    """Make what is ``chosen`` of a proposal today's roster; whom it concerns is told.

    ``chosen`` are keys of days and changes as ``difference`` gives them, or one that ``all_key``
    made. ``Refused`` when one of them is no longer what it was, when a rule stands against it, or
    when nothing is chosen. The proposal closes once there is nothing left in it to accept.
    """
    kept = _locked(proposal)
    if kept.state != ProposalState.READY:
        raise Refused(NOT_READY)
    today = date_of(now)
    changes = [change for change in _chosen(difference(kept, today), chosen) if not change.kept]
    if not changes:
        raise Refused("Nothing is chosen. Tick days or changes first.")
    since = date_of(kept.started_at or kept.asked_at)
    as_it_was = not has_changed(kept.inputs_hash, kept.programme, since)
    changed = change_roster(
        programme=kept.programme,
        take=[change.seat for change in changes if change.seat is not None],
        put=[Put(c.day, c.coach, c.after) for c in changes if c.after],
        by=by,
        now=now,
        verb="accepted roster",
        target=kept,
    )
    if not any(_to_accept(difference(kept, today))):
        _end(kept, ProposalState.CLOSED, now)
    elif as_it_was:  # what was accepted of the proposal itself has not outdated it
        kept.inputs_hash = roster_hash_now(kept.programme, since) + kept.inputs_hash[HALF:]
        kept.save(update_fields=["inputs_hash"])
    return changed


def all_key(days: Iterable[DayChange]) -> str:
    """Stands for all changes of a proposal, exactly as they are now."""
    return f"{ALL}-{mark(change.key for change in _to_accept(days))}"


def _to_accept(days: Iterable[DayChange]) -> list[Change]:
    return [change for day in days for change in day.changes if not change.kept]


def _chosen(days: Iterable[DayChange], keys: Collection[str]) -> list[Change]:
    days = list(days)
    meant = {all_key(days): _to_accept(days)}
    for day in days:
        meant[day.key] = day.changes
        meant.update((change.key, [change]) for change in day.changes)
    if any(key not in meant for key in keys):
        raise Refused(CHANGED)
    return list({change.key: change for key in keys for change in meant[key]}.values())


def _locked(proposal: Proposal) -> Proposal:
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("programme")
    found: Proposal = locked.get(pk=proposal.pk)
    return found


def _end(
    proposal: Proposal, state: ProposalState, now: datetime.datetime, shortages: str = ""
) -> None:
    """Close a proposal's account; only one that is ready keeps what names people."""
    proposal.state, proposal.finished_at = state, proposal.finished_at or now
    proposal.shortages = shortages
    proposal.save()
    if state != ProposalState.READY:
        ProposedSeat.objects.filter(proposal=proposal).delete()


def _record(
    by: User | None, verb: str, proposal: Proposal, now: datetime.datetime, count: int = 1
) -> None:
    AuditEvent.record(
        by=by,
        verb=verb,
        target=proposal,
        programme_id=proposal.programme_id,
        count=count,
        at=now,
    )
