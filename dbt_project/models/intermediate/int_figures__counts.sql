-- One row per municipality, age, sex, school district and, of the youngest, month of birth: how many lived there when
-- the list date's month began. Nothing is hidden yet. Who is graded, or lives with somebody who is, has no district.
with

persons as (

    select * from {{ ref('int_gate__personer') }}

),

residences as (

    select * from {{ ref('int_figures__residences') }}

),

-- what has happened since the month began has not happened yet
living as (

    select
        person,
        coalesce(kjoenn, 'ukjent') as kjoenn,
        least({{ figures_year() }} - foedselsaar, 105) as alder,
        extract(month from foedselsdato) as foedselsmaaned
    from persons
    where
        (is_resident or (is_doed and doedsdato >= {{ figures_date() }}))
        and coalesce(foedselsdato < {{ figures_date() }}, foedselsaar <= {{ figures_year() }})

),

moved_in as (

    select
        person,
        min(position) as newest_position
    from residences
    where fra_maaned < {{ month_number(figures_date()) }}
    group by person

),

placed as (

    select
        residences.kommunenummer,
        residences.skolekrets,
        living.kjoenn,
        cast(living.alder as {{ dbt.type_int() }}) as alder,
        case when living.alder < 5 then cast(coalesce(living.foedselsmaaned, 0) as {{ dbt.type_int() }}) end
            as foedselsmaaned
    from living
    inner join moved_in on living.person = moved_in.person
    inner join residences
        on
            moved_in.person = residences.person
            and moved_in.newest_position = residences.position
    where residences.kommunenummer is not null

),

final as (

    select
        kommunenummer,
        alder,
        kjoenn,
        skolekrets,
        foedselsmaaned,
        cast(count(*) as {{ dbt.type_int() }}) as n
    from placed
    group by
        kommunenummer,
        alder,
        kjoenn,
        skolekrets,
        foedselsmaaned

)

select * from final
