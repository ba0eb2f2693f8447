-- One row per child born in the list's calendar year or the one before, in the municipality where it lives.
{%- set role = 'helsestasjon' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where
        is_child
        and is_resident
        and foedselsaar >= {{ list_year() - 1 }}

),

bosted as (

    select * from {{ ref('int_gate__adresser') }}
    where
        adressetype = 'bosted'
        and kommunenummer is not null

),

foreldreansvar as (

    select * from {{ ref('int_gate__foreldreansvar') }}

),

final as (

    select
        bosted.kommunenummer,
        {{ person_columns() }},
        persons.foedselsdato,
        {{ first_of_month('persons.foedselsdato') }} as foedselsmaaned,
        persons.kjoenn,
        {{ visible_columns(role, 'bosted') }},
        {{ address_state(role, 'bosted') }} as adressetilstand,
        {{ holder_columns() }},
        foreldreansvar.mangler_en_part,
        foreldreansvar.manuell_oppfolging
    from persons
    inner join bosted on persons.person = bosted.person
    inner join foreldreansvar on persons.person = foreldreansvar.child

)

select * from final
