"""How fresh and how complete the copy is, told without opening the warehouse."""

from ingest.quarantine import set_aside
from ingest.refresh import feed_state
from ingest.settings import Settings
from orchestration.alerts import open_incidents
from orchestration.failures import PublicationError
from orchestration.publish import current
from orchestration.warehouse import Warehouse

NOT_BUILT = "the warehouse has not been built yet"
NOT_WHOLE = "the warehouse is being built now, or its last build did not finish"
UNREACHABLE = "FREG did not answer, so how far behind the copy is cannot be told"


def status(settings: Settings) -> dict:
    """Everything `manntall status --json` tells, whatever is missing: numbers, times and marts' names.

    `feed` and `warehouse` are None, or say in words why a number beside them is missing. Times are ISO 8601;
    `lag_seconds` is the age of what is missing, not of the last event. `set_aside` counts what could not be believed at
    the last run, and `incidents` are what alerts have been told of and is not over.
    """
    feed = feed_state(settings)
    counts = Warehouse(settings).counts()
    persons = counts.persons if counts else None
    aside = set_aside(settings.home)
    return {
        "sequence_landed": feed.sequence_landed,
        "feed_latest": feed.feed_latest,
        "lag_events": feed.lag_events,
        "lag_seconds": feed.lag_seconds,
        "feed": UNREACHABLE if feed.feed_latest is None else None,
        "newest_ajourholdstidspunkt": feed.newest_ajourholdstidspunkt,
        "documents_missing": feed.documents_missing,
        "persons": persons,
        "warehouse": None if persons is not None else NOT_WHOLE if counts else NOT_BUILT,
        **_published(settings),
        "set_aside": len(aside.entries) if aside else None,
        "incidents": sorted(open_incidents(settings.home)),
    }


def _published(settings: Settings) -> dict:
    try:
        generation = current(settings.published)
    except PublicationError as error:
        return {"generation": None, "published_at": None, "marts": {}, "published": str(error)}
    known = generation.status if generation else {}
    return {
        "generation": known.get("generation"),
        "published_at": known.get("published_at"),
        "marts": known.get("rows", {}),
        "published": None if known else "nothing has been published yet",
    }
