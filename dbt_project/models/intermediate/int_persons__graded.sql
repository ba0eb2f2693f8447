-- One row per person with a document: the effective grading (fiks.md 5.2), the strictest of the person's own and those
-- of all current addresses. A klientadresse hides that one address only, and does not count here.
with

persons as (

    select
        person,
        gradering
    from {{ ref('int_persons__current') }}

),

addresses as (

    select
        person,
        gradering
    from {{ ref('int_addresses__current') }}
    where adressetype <> 'siste_bosted'

),

ranked as (

    select
        person,
        max({{ grading_rank('gradering') }}) as gradering_rank
    from addresses
    where gradering not in ('ugradert', 'klientadresse')
    group by person

),

final as (

    select
        persons.person,
        {{ grading_code(
            'greatest(' ~ grading_rank('persons.gradering') ~ ', coalesce(ranked.gradering_rank, 0))'
        ) }} as gradering
    from persons
    left join ranked on persons.person = ranked.person

)

select * from final
