"""An event list that changes for good: set back, begun anew, cut off at its old end, with a hole, or standing still.

The list is shown from the world's events, each under a number of its own choice.
"""

from bisect import bisect_left
from dataclasses import dataclass, field

from ingest.sandbox.events import Event
from ingest.sandbox.world import World

PAGE = 1000


@dataclass
class ShownFeed:
    """How the event list of a world is shown; untouched, it is the world's own."""

    world: World
    is_touched: bool = False
    first_kept: int = 0  # lower numbers are refused
    _hidden: set[int] = field(default_factory=set)  # places in the list
    _shift: list[tuple[int, int]] = field(default_factory=list)  # from a place on, what is taken from numbers
    _hole: range = range(0)
    _frozen_at: int | None = None  # a place

    def latest(self) -> int:
        """The newest number that is shown, 0 where none is."""
        numbers = self._numbers()
        return numbers[-1][0] if numbers else 0

    def page(self, seq: int) -> list[tuple[int, Event]]:
        """At most a thousand entries from a number on; nothing where they are lost."""
        if seq in self._hole:
            return []
        shown = self._numbers()
        start = bisect_left(shown, seq, key=lambda entry: entry[0])
        return shown[start : start + PAGE]

    def set_back(self, lost: int) -> None:
        """Take away the newest events; the next ones get their numbers."""
        self.is_touched = True
        shown = self._numbers()
        kept = len(shown) - min(lost, len(shown))
        last = shown[kept - 1][0] if kept else 0
        events = self.world.events
        places = [place for place in range(len(events)) if place not in self._hidden]
        self._hidden.update(places[kept:])
        self._shift.append((len(events), (events[-1].sekvensnummer if events else 0) - last))

    def begin_anew(self) -> None:
        """Forget all events; numbers begin at 1 again."""
        self.set_back(len(self.world.events))

    def expire(self) -> None:
        """Keep the newest event alone: whoever has not read it yet asks for what is too old."""
        self.is_touched = True
        self.first_kept = self.latest()

    def lose(self, events: int) -> None:
        """Let nothing be had from before the newest event, though that one can be read."""
        self.is_touched = True
        shown = self._numbers()
        if len(shown) > events:
            self._hole = range(shown[-events - 1][0] + 1, shown[-1][0])

    def freeze(self) -> None:
        """Tell of nothing that happens from now on, and of the old as before."""
        self.is_touched = True
        self._frozen_at = len(self.world.events)

    def thaw(self) -> None:
        """Tell of everything again."""
        self._frozen_at = None

    def _numbers(self) -> list[tuple[int, Event]]:
        shown, shifts = [], iter([*self._shift, (None, 0)])
        taken, (next_from, next_taken) = 0, next(shifts)
        for place, event in enumerate(self.world.events[: self._frozen_at]):
            while next_from is not None and place >= next_from:
                taken, (next_from, next_taken) = next_taken, next(shifts)
            if place not in self._hidden:
                shown.append((event.sekvensnummer - taken, event))
        return shown
