-- One row per dead person, in the municipality of the last residence. A death that is annulled is gone with the next
-- build, because the whole list is made anew.
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where is_doed

),

last_residences as (

    select * from {{ ref('int_gate__adresser') }}
    where
        adressetype = 'siste_bosted'
        and kommunenummer is not null

),

final as (

    select
        last_residences.kommunenummer,
        persons.person as foedselsnummer,
        persons.navn,
        persons.fornavn,
        persons.mellomnavn,
        persons.etternavn,
        persons.doedsdato,
        {{ first_of_month('persons.doedsdato') }} as doedsmaaned
    from persons
    inner join last_residences on persons.person = last_residences.person

)

select * from final
