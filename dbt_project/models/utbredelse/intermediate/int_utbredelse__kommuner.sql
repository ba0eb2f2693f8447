-- One row per municipality of today, with the day it came to be where that is later than the series can begin.
with

municipalities as (

    select * from {{ ref('kommuner') }}

),

changes as (

    select * from {{ ref('kommuneendringer') }}

),

numbers as (

    select * from {{ ref('int_utbredelse__nummer') }}

),

-- a new number that no old one goes on under
founded as (

    select
        changes.nytt_kommunenummer as kommunenummer,
        max(changes.gjelder_fra) as finnes_fra
    from changes
    left join numbers
        on
            changes.nytt_kommunenummer = numbers.kommunenummer_i_dag
            and numbers.kommunenummer <> numbers.kommunenummer_i_dag
    where numbers.kommunenummer is null
    group by changes.nytt_kommunenummer

),

final as (

    select
        municipalities.kommunenummer,
        municipalities.kommunenavn,
        municipalities.fylkesnummer,
        municipalities.fylkesnavn,
        municipalities.breddegrad,
        municipalities.lengdegrad,
        founded.finnes_fra
    from municipalities
    left join founded on municipalities.kommunenummer = founded.kommunenummer

)

select * from final
