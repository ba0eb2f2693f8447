-- One row per person and change of municipality in the list's calendar year or the one before, up to the list's day.
-- Abroad, and a municipality that FREG does not tell, is NULL. A change is what the successive entries of
-- bostedsadresse say once these are gone: entries that lasted no day (annulled, corrected or renumbered), and the
-- same municipality again. A first address at birth is no change, and neither is the end of the last one unless the
-- person has emigrated. 1507 was split: from it to one of its parts, nobody is known to have moved. Whose history is
-- not kept, or cannot be put in order, has no row.
{%- set begin = "cast('" ~ (list_year() - 1) ~ "-01-01' as date)" %}
with

documents as (

    select person
    from {{ ref('stg_freg__personer') }}
    where coalesce(',' || parts || ',', '') like '%,historikk,%'

),

bostedsadresse as (

    select
        person,
        position,
        coalesce(er_gjeldende, true) as is_current,
        kommunenummer,
        {{ grading_rank('adressegradering') }} as gradering_rank,
        coalesce(flyttedato, gyldig_fra_date) as started_on,
        case when opphoerstidspunkt is not null then gyldig_til_date end as ended_on
    from {{ ref('stg_freg__bostedsadresse') }}

),

persons as (

    select
        person,
        foedselsdato,
        foedselsaar,
        coalesce({{ folded('personstatus') }} = 'utflyttet', false) as is_emigrated
    from {{ ref('int_persons__current') }}
    where is_in_scope

),

kommuneendringer as (

    select * from {{ ref('kommuneendringer') }}

),

translations as (

    select
        gammelt_kommunenummer,
        min(nytt_kommunenummer) as nytt_kommunenummer
    from kommuneendringer
    group by gammelt_kommunenummer
    having count(*) = 1

),

-- narrow first: most people have not moved for years
recent as (

    select person
    from bostedsadresse
    group by person
    having
        count(*) = count(started_on)
        and greatest(max(started_on), coalesce(max(ended_on), max(started_on))) >= {{ begin }}

),

entries as (

    select
        bostedsadresse.person,
        bostedsadresse.is_current,
        bostedsadresse.gradering_rank,
        bostedsadresse.started_on,
        bostedsadresse.ended_on,
        coalesce(translations.nytt_kommunenummer, bostedsadresse.kommunenummer) as kommunenummer,
        row_number() over (
            partition by
                bostedsadresse.person,
                bostedsadresse.started_on
            order by bostedsadresse.position asc
        ) as place
    from bostedsadresse
    inner join recent on bostedsadresse.person = recent.person
    inner join documents on bostedsadresse.person = documents.person
    left join translations on bostedsadresse.kommunenummer = translations.gammelt_kommunenummer
    where bostedsadresse.ended_on is null or bostedsadresse.ended_on > bostedsadresse.started_on

),

-- of entries that began the same day the newest lasted, and the others were corrected by it
neighbours as (

    select
        person,
        is_current,
        kommunenummer,
        gradering_rank,
        started_on,
        ended_on,
        lag(started_on) over chronology is null as is_first,
        lag(kommunenummer) over chronology as previous_kommunenummer,
        lag(gradering_rank) over chronology as previous_gradering_rank,
        coalesce(lag(ended_on) over chronology < started_on, false) as is_after_absence,
        lead(started_on) over chronology as next_started_on
    from entries
    where place = 1
    window chronology as (partition by person order by started_on)

),

changes as (

    select
        neighbours.person,
        case when not neighbours.is_after_absence then neighbours.previous_kommunenummer end as fra_kommunenummer,
        neighbours.kommunenummer as til_kommunenummer,
        neighbours.started_on as flyttedato,
        greatest(neighbours.gradering_rank, coalesce(neighbours.previous_gradering_rank, 0)) as gradering_rank
    from neighbours
    inner join persons on neighbours.person = persons.person
    where
        case
            when neighbours.is_first and persons.foedselsdato is not null
                then neighbours.started_on > persons.foedselsdato
            when neighbours.is_first then extract(year from neighbours.started_on) > persons.foedselsaar
            else
                neighbours.is_after_absence
                or coalesce(neighbours.previous_kommunenummer, '') <> coalesce(neighbours.kommunenummer, '')
        end

    union all

    select
        neighbours.person,
        neighbours.kommunenummer as fra_kommunenummer,
        cast(null as {{ dbt.type_string() }}) as til_kommunenummer,
        neighbours.ended_on as flyttedato,
        neighbours.gradering_rank
    from neighbours
    inner join persons on neighbours.person = persons.person
    where
        neighbours.ended_on < neighbours.next_started_on
        or (neighbours.next_started_on is null and persons.is_emigrated and not neighbours.is_current)

),

final as (

    select
        changes.person,
        changes.fra_kommunenummer,
        changes.til_kommunenummer,
        changes.flyttedato,
        {{ grading_code('changes.gradering_rank') }} as gradering
    from changes
    left join kommuneendringer as split
        on
            changes.fra_kommunenummer = split.gammelt_kommunenummer
            and changes.til_kommunenummer = split.nytt_kommunenummer
    where
        split.gammelt_kommunenummer is null
        and changes.flyttedato between {{ begin }} and {{ dato() }}

)

select * from final
