-- One row per dwelling and protected person who lives, stays or has its post there, with the grading that whoever shares the dwelling
-- takes over (PRV-06). Somebody strengt fortrolig has no address: one that FREG sends by mistake leaves no trace either.
with

addresses as (

    select * from {{ ref('int_addresses__current') }}
    where adressetype in ('bosted', 'opphold', 'delt_bosted', 'post')

),

persons as (

    select * from {{ ref('int_persons__graded') }}
    where gradering <> 'strengtFortrolig'

),

-- the dwelling by the matrikkel's identifier and by its text: another entry may lack either
ranked as (

    select
        persons.person,
        {{ dwelling_keys('addresses') }},
        greatest(
            {{ grading_rank('addresses.gradering') }},
            {{ grading_rank('persons.gradering') }}
        ) as gradering_rank
    from addresses
    inner join persons on addresses.person = persons.person

),

protected as (

    select * from ranked
    where gradering_rank >= {{ grading_ranks()['klientadresse'] }}

),

keys as (

    select
        person,
        by_identifier as dwelling,
        gradering_rank
    from protected
    where by_identifier is not null

    union all

    select
        person,
        by_text as dwelling,
        gradering_rank
    from protected
    where by_text is not null

),

final as (

    select
        dwelling,
        person,
        {{ grading_code('max(gradering_rank)') }} as gradering
    from keys
    group by
        dwelling,
        person

)

select * from final
