-- One row per person and adressetype: the address that may be shown, with its effective grading (fiks.md 5.2): the
-- strictest of the person's and of all current addresses of that kind.
{{ config(materialized='view') }}
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

final as (

    select
        addresses.person,
        addresses.adressetype,
        addresses.kommunenummer,
        addresses.adresse,
        addresses.postnummer,
        addresses.poststed,
        addresses.skolekrets,
        addresses.grunnkrets,
        addresses.stemmekrets,
        {{ grading_code(
            'greatest(' ~ grading_rank('persons.gradering') ~ ', strictest.gradering_rank)'
        ) }} as gradering
    from addresses
    inner join persons on addresses.person = persons.person
    inner join strictest
        on
            addresses.person = strictest.person
            and addresses.adressetype = strictest.adressetype
    where addresses.is_newest

)

select * from final
