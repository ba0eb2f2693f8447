-- One row per person whose home must hide for somebody else's sake, with the grading that the person's addresses
-- (`hjem_gradering`) and delt bosted (`delt_bosted_gradering`) take over: of a child for its family's sake (fiks.md
-- 5.5, R3 and R6), of anybody for the sake of somebody protected in the same dwelling.
with

related as (

    select
        *,
        {{ grading_rank('gradering') }} as gradering_rank
    from {{ ref('int_children__related') }}

),

addresses as (

    select * from {{ ref('int_addresses__current') }}
    where adressetype in ('bosted', 'opphold', 'delt_bosted', 'post')

),

dwellings as (

    select
        dwelling,
        person,
        {{ grading_rank('gradering') }} as gradering_rank
    from {{ ref('int_addresses__protected_dwellings') }}

),

protected as (

    select * from related
    where gradering_rank >= {{ grading_ranks()['fortrolig'] }}

),

lived_in as (

    select * from addresses
    where adressetype <> 'post'

),

-- a protected person's current address is the child's own: the same dwelling by the matrikkel's identifier, or by its
-- text where one of the two lacks the identifier. A missing bruksenhetsnummer may be any.
sharing as (

    select
        protected.child,
        protected.gradering_rank
    from protected
    inner join lived_in as childs_homes on protected.child = childs_homes.person
    inner join lived_in as their_homes on protected.relatert = their_homes.person
    where
        (
            childs_homes.bruksenhetsnummer is null
            or their_homes.bruksenhetsnummer is null
            or childs_homes.bruksenhetsnummer = their_homes.bruksenhetsnummer
        )
        and (
            childs_homes.adresse_identifikator = their_homes.adresse_identifikator
            or (
                (childs_homes.adresse_identifikator is null or their_homes.adresse_identifikator is null)
                and lower(childs_homes.adresse) = lower(their_homes.adresse)
                and coalesce(childs_homes.kommunenummer, '') = coalesce(their_homes.kommunenummer, '')
                and coalesce(childs_homes.postnummer, '') = coalesce(their_homes.postnummer, '')
            )
        )

),

-- of a parent whose address nobody may know, or knows yet, it may be this one
hidden_parents as (

    select
        child,
        gradering_rank
    from protected
    where
        is_parent
        and gradering_rank >= {{ grading_ranks()['strengtFortrolig'] }}

),

protected_parents as (

    select
        child,
        gradering_rank
    from protected
    where is_parent

),

keyed as (

    select
        addresses.person,
        {{ dwelling_keys('addresses') }}
    from addresses

),

homes as (

    select
        person,
        by_identifier as dwelling
    from keyed

    union all

    select
        person,
        by_text as dwelling
    from keyed

),

co_residents as (

    select
        homes.person,
        dwellings.gradering_rank
    from homes
    inner join dwellings on homes.dwelling = dwellings.dwelling
    where homes.person <> dwellings.person

),

reasons as (

    select
        person,
        gradering_rank as hjem_rank,
        gradering_rank as delt_bosted_rank
    from co_residents

    union all

    select
        child as person,
        gradering_rank as hjem_rank,
        gradering_rank as delt_bosted_rank
    from sharing

    union all

    select
        child as person,
        gradering_rank as hjem_rank,
        gradering_rank as delt_bosted_rank
    from hidden_parents

    union all

    select
        child as person,
        0 as hjem_rank,
        gradering_rank as delt_bosted_rank
    from protected_parents

),

strictest as (

    select
        person,
        max(hjem_rank) as hjem_rank,
        max(delt_bosted_rank) as delt_bosted_rank
    from reasons
    group by person

),

final as (

    select
        person,
        {{ grading_code('hjem_rank') }} as hjem_gradering,
        {{ grading_code('delt_bosted_rank') }} as delt_bosted_gradering
    from strictest

)

select * from final
