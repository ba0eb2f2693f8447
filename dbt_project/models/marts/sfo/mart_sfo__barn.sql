-- One row per child in the first to fourth grade, in the municipality where it lives.
{%- set role = 'sfo' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where
        is_resident
        and {{ is_of_age(6, 9) }}

),

foreldreansvar as (

    select * from {{ ref('int_gate__foreldreansvar_uten_familierelasjon') }}

),

bosted as (

    select * from {{ ref('int_gate__adresser') }}
    where
        adressetype = 'bosted'
        and kommunenummer is not null

),

delt_bosted as (

    select * from {{ ref('int_gate__adresser') }}
    where adressetype = 'delt_bosted'

),

final as (

    select
        bosted.kommunenummer,
        {{ person_columns() }},
        {{ birth_columns() }},
        {{ trinn() }} as trinn,
        {{ residence_columns(role, 'bosted') }},
        {{ delt_bosted_columns(role) }},
        {{ foreldreansvar_columns() }}
    from bosted
    inner join persons on bosted.person = persons.person
    inner join foreldreansvar on persons.person = foreldreansvar.child
    left join delt_bosted on persons.person = delt_bosted.person

)

select * from final
