-- One row per person and adressetype: the address that may be shown, with its effective grading (fiks.md 5.2): the
-- strictest of the person's and of all current addresses of that kind. An address that hides, hides also where the same
-- person has it as an address of another kind.
with

addresses as (

    select * from {{ ref('int_addresses__current') }}

),

persons as (

    select * from {{ ref('int_persons__graded') }}

),

strictest as (

    select
        person,
        adressetype,
        max({{ grading_rank('gradering') }}) as gradering_rank
    from addresses
    group by
        person,
        adressetype

),

newest as (

    select * from addresses
    where is_newest

),

hidden as (

    select
        *,
        {{ grading_rank('gradering') }} as gradering_rank
    from addresses
    where gradering <> 'ugradert'

),

same_place as (

    select
        newest.person,
        newest.adressetype,
        max(hidden.gradering_rank) as gradering_rank
    from newest
    inner join hidden on newest.person = hidden.person
    where
        newest.adresse_identifikator = hidden.adresse_identifikator
        or (
            lower(newest.adresse) = lower(hidden.adresse)
            and (
                newest.postnummer is null
                or hidden.postnummer is null
                or newest.postnummer = hidden.postnummer
            )
        )
    group by
        newest.person,
        newest.adressetype

),

final as (

    select
        newest.person,
        newest.adressetype,
        newest.kommunenummer,
        newest.adresse,
        newest.postnummer,
        newest.poststed,
        newest.skolekrets,
        newest.grunnkrets,
        newest.stemmekrets,
        {{ grading_code(
            'greatest('
            ~ grading_rank('persons.gradering')
            ~ ', strictest.gradering_rank, coalesce(same_place.gradering_rank, 0))'
        ) }} as gradering
    from newest
    inner join persons on newest.person = persons.person
    inner join strictest
        on
            newest.person = strictest.person
            and newest.adressetype = strictest.adressetype
    left join same_place
        on
            newest.person = same_place.person
            and newest.adressetype = same_place.adressetype

)

select * from final
