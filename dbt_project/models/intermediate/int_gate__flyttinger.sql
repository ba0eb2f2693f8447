-- The gate. One row per person, move and municipality: out of one, into the other. Only people of whom nothing at
-- all is protected now have rows, whatever was open before (BIT-06 of security-reliability.md); of anybody else
-- there is none, so that who has become protected cannot be told from who has moved away (R9 of fiks.md 5.5).
with

changes as (

    select * from {{ ref('int_moves__changes') }}
    where gradering = 'ugradert'

),

persons as (

    select person
    from {{ ref('int_gate__personer') }}
    where
        gradering = 'ugradert'
        and coalesce({{ folded('personstatus') }}, '') <> 'opphoert'

),

addresses as (

    select person
    from {{ ref('int_addresses__current') }}
    where gradering <> 'ugradert'

),

protected_homes as (

    select person from {{ ref('int_persons__protected_homes') }}

),

open_changes as (

    select
        changes.person,
        changes.fra_kommunenummer,
        changes.til_kommunenummer,
        changes.flyttedato,
        changes.gradering
    from changes
    inner join persons on changes.person = persons.person
    where
        changes.person not in (select addresses.person from addresses)
        and changes.person not in (select protected_homes.person from protected_homes)

),

directions as (

    select
        til_kommunenummer as kommunenummer,
        'inn' as retning,
        open_changes.*
    from open_changes
    where til_kommunenummer is not null

    union all

    select
        fra_kommunenummer as kommunenummer,
        'ut' as retning,
        open_changes.*
    from open_changes
    where fra_kommunenummer is not null

),

final as (

    select
        kommunenummer,
        person,
        retning,
        flyttedato,
        {{ first_of_month('flyttedato') }} as flyttemaaned,
        fra_kommunenummer,
        til_kommunenummer,
        gradering
    from directions

)

select * from final
