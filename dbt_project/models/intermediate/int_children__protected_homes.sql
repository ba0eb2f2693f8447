-- One row per child whose home must hide for somebody else's sake (fiks.md 5.5, R3 and R6), with the grading that the
-- child's addresses (`hjem_gradering`) and its delt bosted (`delt_bosted_gradering`) take over.
with

related as (

    select
        *,
        {{ grading_rank('gradering') }} as gradering_rank
    from {{ ref('int_children__related') }}

),

addresses as (

    select * from {{ ref('int_addresses__current') }}
    where adressetype in ('bosted', 'opphold', 'delt_bosted')

),

protected as (

    select * from related
    where gradering_rank >= {{ grading_ranks()['fortrolig'] }}

),

-- a protected person's current address is the child's own: the same dwelling by the matrikkel's identifier, or by its
-- text where one of the two lacks the identifier. A missing bruksenhetsnummer may be any.
sharing as (

    select
        protected.child,
        protected.gradering_rank
    from protected
    inner join addresses as homes on protected.child = homes.person
    inner join addresses as their_homes on protected.relatert = their_homes.person
    where
        (
            homes.bruksenhetsnummer is null
            or their_homes.bruksenhetsnummer is null
            or homes.bruksenhetsnummer = their_homes.bruksenhetsnummer
        )
        and (
            homes.adresse_identifikator = their_homes.adresse_identifikator
            or (
                (homes.adresse_identifikator is null or their_homes.adresse_identifikator is null)
                and lower(homes.adresse) = lower(their_homes.adresse)
                and coalesce(homes.kommunenummer, '') = coalesce(their_homes.kommunenummer, '')
                and coalesce(homes.postnummer, '') = coalesce(their_homes.postnummer, '')
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

reasons as (

    select
        child,
        gradering_rank as hjem_rank,
        gradering_rank as delt_bosted_rank
    from sharing

    union all

    select
        child,
        gradering_rank as hjem_rank,
        gradering_rank as delt_bosted_rank
    from hidden_parents

    union all

    select
        child,
        0 as hjem_rank,
        gradering_rank as delt_bosted_rank
    from protected_parents

),

strictest as (

    select
        child,
        max(hjem_rank) as hjem_rank,
        max(delt_bosted_rank) as delt_bosted_rank
    from reasons
    group by child

),

final as (

    select
        child,
        {{ grading_code('hjem_rank') }} as hjem_gradering,
        {{ grading_code('delt_bosted_rank') }} as delt_bosted_gradering
    from strictest

)

select * from final
