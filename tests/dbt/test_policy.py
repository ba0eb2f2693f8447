"""Every rule about marts is broken once, on SQL that dbt could have compiled; two of them stop a real build."""

import shutil
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest import catalogue
from ingest.catalogue import Column, Model
from ingest.grading import RANK
from ingest.landing import Landing
from ingest.roles import DBT_PROJECT
from ingest.settings import Settings
from orchestration import policy, transform, warehouse
from orchestration import project as dbt_project
from orchestration.policy import Mart, PolicyError
from tests.warehouse import answer

CODES = " ".join(f"when '{code.lower()}' then {rank}" for code, rank in RANK.items())
SHOWN = f"case lower(replace(bosted.gradering, '_', '')) {CODES} else 99 end <= 0"
GATES = {
    "int_gate__personer": ("person", "navn"),
    "int_gate__adresser": ("person", "kommunenummer", "adressetype"),
}
CONTRACT = (
    Column("kommunenummer", "", "bostedsadresse", "aapen"),
    Column("navn", "", "navn", "aapen"),
    Column("adresse", "", "bostedsadresse", "gradert"),
)
SQL = f"""
    with
    persons as (select * from "w"."intermediate"."int_gate__personer"),
    bosted as (select * from "w"."intermediate"."int_gate__adresser" where adressetype = 'bosted'),
    final as (
        select bosted.kommunenummer, persons.navn, case when {SHOWN} then bosted.adresse end as adresse
        from persons
        inner join bosted on persons.person = bosted.person
    )
    select * from final
"""  # noqa: S608
VISIBLE = f"case when {SHOWN} then bosted.adresse end"
MART = Mart("mart_oppvekst__barn", SQL, CONTRACT, tuple(f"model.manntall.{gate}" for gate in GATES))


@pytest.fixture(scope="module")
def gates() -> dict[str, Model]:
    """Two gates; `adresse` and `gradering` are tagged, `skolekrets` has been forgotten."""
    graded = {"int_gate__adresser": ("adresse", "gradering"), "int_gate__personer": ()}
    figures = Model("int_gate__figurer", (), is_gate=True)
    return {"int_gate__figurer": figures} | {
        name: Model(
            name,
            tuple(Column(one, "", None, "aapen") for one in columns)
            + tuple(Column(one, "", None, "gradert") for one in graded[name]),
            is_gate=True,
        )
        for name, columns in GATES.items()
    }


def with_adresse(expression: str) -> Mart:
    return replace(MART, sql=SQL.replace(VISIBLE, expression))


def with_column(place: int, **changes: str | None) -> Mart:
    columns = list(CONTRACT)
    columns[place] = replace(columns[place], **changes)
    return replace(MART, columns=tuple(columns))


def test_a_mart_that_follows_the_rules_passes(gates: dict[str, Model]) -> None:
    policy.check([MART], gates)


STATE = f"""case
    when case when {SHOWN} then true end is null then 'krever eget oppslag'
    when bosted.adresse is null then 'adresse ikke tilgjengelig' else 'vist' end"""
BARE = "shows int_gate__adresser.adresse, which is graded"
TELLS = "shows int_gate__adresser.gradering, which is graded"


def test_what_a_list_says_of_an_address_passes(gates: dict[str, Model]) -> None:
    policy.check([with_adresse(STATE)], gates)


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("bosted.adresse", BARE),
        ("upper(bosted.adresse) || 'x'", BARE),
        ("bosted.skolekrets", "shows int_gate__adresser.skolekrets, which is graded"),
        (VISIBLE.replace("<= 0", "<= 1"), BARE),
        (VISIBLE.replace("<= 0", ">= 0"), BARE),
        (VISIBLE.replace("else 99", "else 0"), BARE),
        (VISIBLE.replace("'fortrolig' then 2", "'fortrolig' then 0"), BARE),
        (VISIBLE.replace("bosted.gradering", "coalesce(bosted.gradering, 'ugradert')"), BARE),
        (VISIBLE.replace("bosted.gradering", "persons.navn"), BARE),
        (VISIBLE.replace(SHOWN, f"{SHOWN} or true"), BARE),
        (VISIBLE + " || bosted.adresse", BARE),
        (VISIBLE.removesuffix("end") + "else 'x' end", BARE),
        (VISIBLE.replace("then bosted.adresse", "then 'x' else 'y'"), TELLS),
        ("bosted.gradering", TELLS),
        (STATE.replace("'krever eget oppslag'", "'beskyttet'"), BARE),
        (STATE.replace("is null then 'krever", "is not null then 'krever"), BARE),
        ("max(bosted.adresse) over (partition by bosted.kommunenummer)", BARE),
        (f"case when {SHOWN} then max(bosted.adresse) over () end", BARE),
        ("(select max(adresse) from bosted)", "has a subquery"),
        ("count(*) over ()", "counts people"),
        ("columns('adresse')", "cannot be followed"),
        ("#1", "cannot be followed"),
        ("getvariable('adresse')", "cannot be followed"),
        ("bosted", "does not say which source"),
        ("adresse", "does not say which source"),
    ],
)
def test_a_graded_value_passes_only_behind_the_grading_of_its_row(
    gates: dict[str, Model], expression: str, fault: str
) -> None:
    found = with_adresse(expression)
    assert found.sql != SQL
    with pytest.raises(PolicyError, match="The build stopped: mart_oppvekst__barn") as failure:
        policy.check([found], gates)
    assert fault in str(failure.value)
    assert failure.value.exit_code == 2


JOIN = "on persons.person = bosted.person"
ANOTHER = SQL.replace("final as (", "post as (select * from bosted), final as (").replace(
    JOIN, f"{JOIN} inner join post on persons.person = post.person"
)
BOTH = SQL.replace(
    "final as (",
    "places as (select bosted.* from bosted union all select bosted.* from bosted), final as (",
).replace("from persons\n        inner join bosted", "from persons\n        inner join places as bosted")


def test_the_grading_of_another_row_guards_nothing(gates: dict[str, Model]) -> None:
    policy.check([replace(MART, sql=ANOTHER)], gates)
    with pytest.raises(PolicyError, match=r"adresse shows int_gate__adresser\.adresse"):
        policy.check([replace(MART, sql=ANOTHER.replace("bosted.gradering", "post.gradering"))], gates)


def test_the_grading_of_a_union_guards_each_of_its_arms(gates: dict[str, Model]) -> None:
    policy.check([replace(MART, sql=BOTH)], gates)
    columns = "select bosted.person, bosted.kommunenummer, bosted.adresse, {} as gradering from bosted"
    arms = columns.format("bosted.gradering"), columns.format("'ugradert'")
    named = BOTH.replace("select bosted.* from bosted", arms[0])
    policy.check([replace(MART, sql=named)], gates)
    with pytest.raises(PolicyError, match=r"adresse shows int_gate__adresser\.adresse"):
        policy.check([replace(MART, sql=named.replace(arms[0], arms[1], 1))], gates)


def test_a_gate_without_gradings_is_judged_by_the_persons(gates: dict[str, Model]) -> None:
    addresses = gates["int_gate__adresser"]
    tagged = tuple(column for column in addresses.columns if column.name != "gradering")
    ungraded = gates | {"int_gate__adresser": replace(addresses, columns=tagged)}
    judged = SQL.replace("bosted.gradering", "persons.gradering")
    policy.check([replace(MART, sql=judged)], ungraded)
    with pytest.raises(PolicyError, match=r"adresse shows int_gate__adresser\.adresse"):
        policy.check([MART], ungraded)


@pytest.mark.parametrize(
    ("mart", "fault"),
    [
        (with_column(1, freg_felt=None), "navn has no freg_felt or no sensitivity"),
        (with_column(1, sensitivity=None), "navn has no freg_felt or no sensitivity"),
        (with_column(1, sensitivity="hemmelig"), "navn has the sensitivity hemmelig"),
        (with_column(1, freg_felt="sivilstand"), "navn needs sivilstand, which the role oppvekst does not"),
        (with_column(2, sensitivity="aapen"), "adresse comes from .* not tagged gradert"),
        (with_column(1, sensitivity="statistikk"), "navn is tagged statistikk, and comes from"),
        (with_column(1, name="fornavn"), "fornavn is in the contract, and the SQL does not give it"),
        (replace(MART, columns=CONTRACT[:2]), "adresse comes out of the SQL, and is not in the contract"),
        (replace(MART, name="mart_kino__barn"), "belongs to no role"),
        (replace(MART, parents=(*MART.parents, "model.manntall.int_persons__current")), "is no gate"),
        (replace(MART, sql=SQL.replace("int_gate__personer", "int_persons__current")), "is no gate"),
        (replace(MART, sql=SQL.replace("from final", "from read_csv('persons.csv')")), "is no gate"),
        (replace(MART, sql=SQL.replace("from final", "from persons")), "a star bring every column"),
        (replace(MART, sql=SQL.replace("'bosted'", "'bosted' and adresse <> ''")), "chooses or orders"),
        (replace(MART, sql=SQL.replace(JOIN, "using (person)")), "joins with USING"),
        (replace(MART, sql="select from where"), "is no query that can be read"),
        (replace(MART, sql=""), "is no query that can be read"),
        (replace(MART, sql=SQL.replace("int_gate__personer", "int_gate__figurer")), "not tagged statistikk"),
    ],
)
def test_a_mart_that_breaks_a_rule_is_refused(gates: dict[str, Model], mart: Mart, fault: str) -> None:
    with pytest.raises(PolicyError, match=fault):
        policy.check([mart], gates)


def test_a_role_that_may_not_know_of_gradings_is_not_told_of_a_look_up(gates: dict[str, Model]) -> None:
    assert policy.neutral_texts(MART.role) != policy.neutral_texts(replace(MART, name="mart_valg__x").role)
    election = replace(with_adresse(STATE), name="mart_valg__velgere")
    with pytest.raises(PolicyError, match="adresse shows int_gate__adresser"):
        policy.check([election], gates)


def test_figures_are_tagged_as_such_and_come_from_their_gate(gates: dict[str, Model]) -> None:
    columns = (Column("n_personer", "", "identifikasjonsnummer", "statistikk"),)
    figures = "with figures as (select * from int_gate__figurer)"
    sql = f"{figures}, final as (select n_personer from figures) select * from final"  # noqa: S608
    mart = Mart("mart_planlegging__befolkning", sql, columns, ("model.manntall.int_gate__figurer",))
    policy.check([mart], gates)
    counted = replace(mart, sql=sql.replace("int_gate__figurer", "int_gate__personer"))
    with pytest.raises(PolicyError, match="n_personer shows int_gate__personer"):
        policy.check([counted], gates)


def test_every_mart_of_the_project_passes_in_less_than_a_second(manifest: dict) -> None:
    nodes = [node for node in manifest["nodes"].values() if node["name"].startswith("mart_")]
    # usage reads nobody's document, so that there is no gate for it: test_utbredelse proves it
    marts = [Mart.of(node) for node in nodes if "utbredelse" not in node["tags"]]
    assert len(marts) >= 4
    started = time.process_time()
    policy.check(marts, catalogue.gates())
    assert time.process_time() - started < 1


# --- through a real build, of a project of three models

PROJECT = """
name: small
profile: manntall
vars: {dato: ""}
macro-paths: [macros]
models: {small: {+materialized: table, staging: {+schema: staging}, intermediate: {+schema: intermediate},
                 marts: {+schema: mart_oppvekst}}}
"""
TAGGED = "config: {meta: {freg_felt: bostedsadresse, sensitivity: gradert}}"
FILES = {
    "dbt_project.yml": PROJECT,
    "models/staging/stg_freg__persondokumenter.sql": """
        select identifikator as person, parse_filename(filename) as segment, body as adresse, 'ugradert' as gradering
        from read_parquet('{{ env_var("MANNTALL_HOME") }}/landing/persondokumenter/*.parquet', filename=true)
    """,
    "models/intermediate/int_persons__current.sql": "select * from {{ ref('stg_freg__persondokumenter') }}",
    "models/intermediate/_intermediate.yml": """
        models:
          - name: int_persons__current
            config: {meta: {is_gate: true}}
            columns: [{name: gradering, config: {meta: {sensitivity: gradert}}}]
    """,
    "models/marts/mart_oppvekst__barn.sql": """
        select {{ visible_to('bosted.adresse') }} as adresse from {{ ref('int_persons__current') }} as bosted
    """,
    "models/marts/_oppvekst.yml": f"models: [{{name: mart_oppvekst__barn, columns: [{{name: adresse, {TAGGED}}}]}}]",
    "macros/visible.sql": f"{{% macro visible_to(value) %}}case when {SHOWN} then {{{{ value }}}} end{{% endmacro %}}",
}


def test_a_build_stops_on_a_mart_that_breaks_the_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    for name, text in FILES.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    shutil.copy(DBT_PROJECT / "profiles.yml", project)
    shutil.copy(DBT_PROJECT / "macros" / "generate_schema_name.sql", project / "macros")
    for module in (dbt_project, transform, warehouse):
        monkeypatch.setattr(module, "DBT_PROJECT", project)
    settings = Settings(home=tmp_path / "home", dato=date(2026, 6, 15))
    Landing(settings.landing).add_documents([answer("1", 0, body="Testveien 1")])
    assert transform.build(settings).counts.marts == {"mart_oppvekst__barn": 1}

    mart = project / "models" / "marts" / "mart_oppvekst__barn.sql"
    mart.write_text(mart.read_text().replace("{{ visible_to('bosted.adresse') }}", "bosted.adresse"))
    with pytest.raises(PolicyError, match=r"mart_oppvekst__barn\.adresse shows .* without visible_to"):
        transform.build(settings)
    described = project / "models" / "marts" / "_oppvekst.yml"
    described.write_text(described.read_text().replace(TAGGED, "description: not tagged"))
    with pytest.raises(PolicyError, match=r"mart_oppvekst__barn\.adresse has no freg_felt"):
        transform.build(settings)
    assert warehouse.Warehouse(settings).counts().persons is None, "what is not whole is never published"
