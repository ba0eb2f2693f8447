-- One row per resident who is 18 or older by the end of the list's calendar year, in the municipality where the
-- person lives.
{%- set role = 'valg' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where
        is_resident
        and foedselsaar <= {{ list_year() - 18 }}

),

opplysninger as (

    select * from {{ ref('int_gate__opplysninger') }}

),

bosted as (

    select * from {{ ref('int_gate__adresser') }}
    where
        adressetype = 'bosted'
        and kommunenummer is not null

),

final as (

    select
        bosted.kommunenummer,
        {{ person_columns() }},
        {{ birth_columns() }},
        opplysninger.statsborgerskap,
        {{ visible_columns(role, 'bosted', ['adresse', 'postnummer', 'poststed', 'stemmekrets']) }},
        {{ address_state(role, 'bosted') }} as adressetilstand
    from bosted
    inner join persons on bosted.person = persons.person
    inner join opplysninger on persons.person = opplysninger.person

)

select * from final
