"""What the stages of ingest report: counts and numbers, never a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExtractResult:
    """Extracts landed, the ids in them, and which readings of FREG's documentation were met."""

    extracts: int
    ids: int
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowResult:
    """Events landed, how many of them are nobody's we know, and the last sequence number read."""

    events: int
    not_ours: int
    sekvensnummer: int
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FetchResult:
    """Look-ups by outcome (see `landing.UTFALL`), and people let go of whom no relation needs any more."""

    funnet: int = 0
    relasjon: int = 0
    utenfor: int = 0
    finnes_ikke: int = 0
    uforstaatt: int = 0
    released: int = 0
    readings: tuple[str, ...] = ()

    @property
    def documents(self) -> int:
        """All look-ups that were answered."""
        return self.funnet + self.relasjon + self.utenfor + self.finnes_ikke + self.uforstaatt


@dataclass(frozen=True, slots=True)
class Settled:
    """Denials that documents have answered, and those that go on."""

    covered: int = 0
    loosened: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class IngestResult:
    """The stages in order."""

    extract: ExtractResult
    follow: FollowResult
    fetch: FetchResult
    settled: Settled = Settled()

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings met in any stage."""
        met = (*self.extract.readings, *self.follow.readings, *self.fetch.readings)
        return tuple(dict.fromkeys(met))


@dataclass(frozen=True, slots=True)
class FeedState:
    """How far the landing log is behind. None: nothing landed yet, or FREG cannot be reached just now."""

    sequence_landed: int | None
    feed_latest: int | None
    lag_events: int | None  # by sequence numbers, which have gaps
    lag_seconds: float | None  # age of the oldest event that is not landed; 0 when there is none
    documents_missing: int  # from the log alone
    newest_ajourholdstidspunkt: str | None  # as FREG wrote it
