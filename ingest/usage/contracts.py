"""What a row of a source must be: pandera schemas over text, and what is refused of what does not fit.

Every source is read as text, whatever its file or answer called a number or a date. A contract then says of each
column what it means, whether it must be there and what it must look like, and of each row what must hold between
columns. A row that fails is refused with its number, the column and the reason, never with what stood there; every
other row is converted and landed.
Rows read = rows landed + rows refused, always.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from ingest.usage import geography
from ingest.usage.tables import AVVIST, TABLES

MISSING = "mangler"
REPEATED = "står fra før"
FIRST_DAY = date(2016, 1, 1)  # nothing of this service is older
ROW = "rad"
MARK = "|"  # between the column and the reason of a check of a whole row
REFUSED = pl.Schema(pl.from_arrow(AVVIST.empty_table()).schema)
DAY_FORMS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%d.%m.%Y")  # ISO, Excel's own as text, Norwegian

Test = Callable[[pl.Expr], pl.Expr]


@dataclass(frozen=True)
class Contract:
    """One source: its columns in text, what must hold of a whole row, its key, and how it becomes a landed table."""

    kilde: str
    columns: Mapping[str, pa.Column]
    key: Sequence[str]
    landed: Mapping[str, pl.Expr]
    rows: Sequence[pa.Check] = ()
    schema: pa.DataFrameSchema = field(init=False)

    def __post_init__(self) -> None:
        schema = pa.DataFrameSchema(dict(self.columns), checks=list(self.rows), name=self.kilde)
        object.__setattr__(self, "schema", schema)

    def headings(self) -> dict[str, str]:
        """What the file calls each column."""
        return {column.title or name: name for name, column in self.columns.items()}

    def check(self, raw: pl.DataFrame, fil: str | pl.Expr) -> "Checked":
        """Divide rows into those that are landed and those that are refused.

        Args:
            raw: text in every column of the contract, and the row's number in `rad`.
            fil: the name of the file, or an expression that gives it for each row.
        """
        raw = raw.with_columns(pl.col(list(self.columns)).str.strip_chars().replace("", None))
        name = pl.lit(fil) if isinstance(fil, str) else fil
        faults = self._faults(raw)
        good = raw.with_row_index("index").join(faults.select("index").unique(), on="index", how="anti")
        key = [self.landed.get(name, pl.col(name)).alias(name) for name in self.key]
        is_first = good.select(pl.struct(key).is_first_distinct()).to_series()
        felt = self.key[0] if self.key[0] in self.columns else next(iter(self.columns))
        repeated = good.filter(~is_first).select("index", felt=pl.lit(felt), grunn=pl.lit(REPEATED))
        good = good.filter(is_first)
        refused = (
            pl.concat([faults, repeated])
            .join(raw.with_row_index("index").select("index", ROW, fil=name), on="index")
            .select(pl.lit(self.kilde).alias("kilde"), "fil", ROW, "felt", "grunn")
            .sort("fil", ROW, "felt", "grunn")
            .cast(dict(REFUSED))
        )
        return Checked(self._converted(good), refused)

    def _faults(self, raw: pl.DataFrame) -> pl.DataFrame:
        try:
            self.schema.validate(raw, lazy=True)
        except SchemaErrors as errors:  # quotes what it read: only places and reasons are taken from it
            cases = errors.failure_cases.select("column", "check", "index")
        else:
            cases = pl.DataFrame(schema={"column": pl.String, "check": pl.String, "index": pl.Int32})
        of_row, is_of_row = (
            pl.col("check").str.splitn(MARK, 2),
            pl.col("check").str.contains(MARK, literal=True),
        )
        return cases.select(
            pl.col("index").cast(pl.UInt32),
            felt=pl.when(is_of_row).then(of_row.struct[0]).otherwise("column"),
            grunn=pl.when(is_of_row)
            .then(of_row.struct[1])
            .otherwise(pl.col("check").replace("not_nullable", MISSING)),
        )

    def _converted(self, good: pl.DataFrame) -> pl.DataFrame:
        table = pl.Schema(pl.from_arrow(TABLES[self.kilde].empty_table()).schema)
        return good.select(
            self.landed.get(name, pl.col(name)).cast(kind).alias(name) for name, kind in table.items()
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows to be landed, and one line for each fault of the rest."""

    rows: pl.DataFrame
    refused: pl.DataFrame


def column(description: str, *checks: pa.Check, title: str | None = None, required: bool = True) -> pa.Column:
    """A column of text; `title` is what a file calls it. An optional one may be empty."""
    return pa.Column(str, list(checks), nullable=not required, description=description, title=title)


def rule(reason: str, test: Test) -> pa.Check:
    """A rule for one column; an empty cell, or one that the test cannot judge, passes it."""
    return pa.Check(
        lambda data: data.lazyframe.select(
            pl.col(data.key).is_null() | test(pl.col(data.key)).fill_null(value=True)
        ),
        error=reason,
    )


def row_rule(felt: str, reason: str, test: pl.Expr) -> pa.Check:
    """A rule between columns; `felt` is the one that is told to be at fault."""
    return pa.Check(
        lambda data: data.lazyframe.select(test.fill_null(value=True)), error=f"{felt}{MARK}{reason}"
    )


def matches(pattern: str, reason: str) -> pa.Check:
    """The whole cell has a form."""
    return rule(reason, lambda cell: cell.str.contains(f"^(?:{pattern})$"))


def one_of(words: Sequence[str]) -> pa.Check:
    """One of a list of words, which is closed."""
    return rule("er ikke et av ordene som kan stå her", lambda cell: cell.is_in(list(words)))


def all_of(words: Sequence[str]) -> pa.Check:
    """Words with comma between, each from a closed list."""
    known = list(words)
    return rule(
        "har et ord som ikke kan stå her",
        lambda cell: cell.str.split(",").list.eval(pl.element().is_in(known)).list.all(),
    )


def short(most: int = 120) -> pa.Check:
    """A name: a line of text that is not long, without control characters, numbers of people or addresses of mail."""
    return rule(
        f"er ikke en navnelinje på høyst {most} tegn uten e-post eller elleve siffer",
        lambda cell: (
            (cell.str.len_chars() <= most) & ~cell.str.contains(r"[\x00-\x1f@]|\d{11}|\d{6}[ -]\d{5}")
        ),
    )


def identifier() -> pa.Check:
    """An id as Fiks makes them."""
    return matches(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "er ikke en id (UUID)")


def organisation() -> pa.Check:
    """An organisation number whose check digit is right."""
    weights = (3, 2, 7, 6, 5, 4, 3, 2, 1)

    def test(cell: pl.Expr) -> pl.Expr:
        digits = [cell.str.slice(place, 1).cast(pl.Int64, strict=False) for place in range(9)]
        total = pl.sum_horizontal(digit * weight for digit, weight in zip(digits, weights, strict=True))
        return cell.str.contains("^[0-9]{9}$") & (total % 11 == 0)

    return rule("er ikke et organisasjonsnummer", test)


def kommune() -> pa.Check:
    """A municipality's number of 2020 or later, as text with its leading zero."""
    known = list(geography.known_numbers())
    return rule("er ikke et kommunenummer (fire siffer)", lambda cell: cell.is_in(known))


def day(on: date) -> tuple[pa.Check, pa.Check]:
    """A day in one of three forms, not before the service and not after today."""
    return (
        rule("er ikke en dato (ÅÅÅÅ-MM-DD eller DD.MM.ÅÅÅÅ)", lambda cell: as_day(cell).is_not_null()),
        rule(f"er ikke mellom {FIRST_DAY:%Y} og i dag", lambda cell: as_day(cell).is_between(FIRST_DAY, on)),
    )


def last_day() -> pa.Check:
    """A day that may lie ahead."""
    return rule(
        "er ikke en dato (ÅÅÅÅ-MM-DD eller DD.MM.ÅÅÅÅ) fra 2016 til 2099",
        lambda cell: as_day(cell).is_between(FIRST_DAY, date(2099, 12, 31)).fill_null(value=False),
    )


def moment(on: date) -> tuple[pa.Check, pa.Check]:
    """A moment with its offset from UTC, not before the service and not after today."""
    return (
        rule("er ikke et tidspunkt med tidssone (ISO 8601)", lambda cell: as_moment(cell).is_not_null()),
        rule(
            f"er ikke mellom {FIRST_DAY:%Y} og i dag",
            lambda cell: norwegian_day(as_moment(cell)).is_between(FIRST_DAY, on),
        ),
    )


def number(most: int) -> pa.Check:
    """A whole number from 0."""
    return rule(
        f"er ikke et helt tall fra 0 til {most}",
        lambda cell: cell.str.contains(r"^[0-9]{1,18}$") & (cell.cast(pl.Int64, strict=False) <= most),
    )


def flag() -> pa.Check:
    """true or false."""
    return one_of(("true", "false"))


def yes_no() -> pa.Check:
    """ja or nei."""
    return one_of(("ja", "nei"))


def as_day(cell: pl.Expr) -> pl.Expr:
    """The day that a cell says, null when it says none."""
    return pl.coalesce(cell.str.to_date(form, strict=False, exact=True) for form in DAY_FORMS)


def as_moment(cell: pl.Expr) -> pl.Expr:
    """The moment that a cell says, null when it says none."""
    return cell.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", time_unit="us", time_zone="UTC", strict=False)


def norwegian_day(moment: pl.Expr) -> pl.Expr:
    """The day in Norway at a moment."""
    return moment.dt.convert_time_zone("Europe/Oslo").dt.date()


def as_list(cell: pl.Expr) -> pl.Expr:
    """The words of a cell, none of an empty one."""
    return cell.fill_null("").str.split(",").list.eval(pl.element().filter(pl.element() != ""))


def as_flag(cell: pl.Expr) -> pl.Expr:
    """True for ja and true."""
    return cell.is_in(["ja", "true"])


def kommune_today(number: pl.Expr, name: pl.Expr | None = None) -> pl.Expr:
    """Today's number; of a divided municipality the part of that name, null when there is none."""
    today = number.replace_strict(geography.undivided(), default=None, return_dtype=pl.String)
    if name is None:
        return today
    parts = {f"{number} {name}": new for (number, name), new in geography.by_name().items()}
    of_name = pl.concat_str([number, name], separator=" ").replace_strict(
        parts, default=None, return_dtype=pl.String
    )
    return pl.coalesce(today, of_name)
