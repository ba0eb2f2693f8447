-- The gate. One row per person who may stand in a list: citizenships, foreign identifiers, DUF numbers and sivilstand.
with

persons as (

    select * from {{ ref('int_gate__personer') }}

),

opplysninger as (

    select * from {{ ref('int_persons__opplysninger') }}

),

final as (

    select
        persons.person,
        opplysninger.statsborgerskap,
        opplysninger.utenlandsk_personidentifikasjon,
        opplysninger.duf_nummer,
        opplysninger.sivilstand
    from persons
    inner join opplysninger on persons.person = opplysninger.person

)

select * from final
