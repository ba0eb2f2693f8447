-- One row per listed person and bostedsadresse that it has or has had, newest first by `position`. The school district
-- is there only where nobody has to hide: neither this address, nor where the person lives now.
with

persons as (

    select * from {{ ref('int_gate__personer') }}

),

homes as (

    select
        person,
        gradering
    from {{ ref('int_gate__adresser') }}
    where adressetype in ('bosted', 'siste_bosted')

),

entries as (

    select
        person,
        position,
        adressegradering,
        kommunenummer,
        skolekrets,
        flyttedato
    from {{ ref('stg_freg__bostedsadresse') }}

),

kommuneendringer as (

    select * from {{ ref('kommuneendringer') }}

),

-- 1507 was split in two: such a number cannot be translated and stays as it is
translations as (

    select
        gammelt_kommunenummer,
        min(nytt_kommunenummer) as nytt_kommunenummer
    from kommuneendringer
    group by gammelt_kommunenummer
    having count(*) = 1

),

final as (

    select
        entries.person,
        entries.position,
        coalesce(translations.nytt_kommunenummer, entries.kommunenummer) as kommunenummer,
        case
            when homes.gradering = 'ugradert' and {{ grading_rank('entries.adressegradering') }} = 0
                then entries.skolekrets
        end as skolekrets,
        -- who has no day for it has always lived there
        coalesce({{ month_number('entries.flyttedato') }}, 0) as fra_maaned
    from entries
    inner join persons on entries.person = persons.person
    left join homes on entries.person = homes.person
    left join translations on entries.kommunenummer = translations.gammelt_kommunenummer
    where {{ grading_rank('entries.adressegradering') }} <= {{ grading_ranks()['fortrolig'] }}

)

select * from final
