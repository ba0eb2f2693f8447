-- One row per child in the first to fourth grade whose delt bosted is in the municipality while its bostedsadresse is
-- in another (fiks.md 4.2). The address is the delt bosted, which has no school or basic district.
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
    where adressetype = 'bosted'

),

delt_bosted as (

    select * from {{ ref('int_gate__adresser') }}
    where adressetype = 'delt_bosted'

),

final as (

    select
        delt_bosted.kommunenummer,
        {{ person_columns() }},
        {{ birth_columns() }},
        {{ trinn() }} as trinn,
        {{ residence_columns(role, 'delt_bosted') }},
        {{ delt_bosted_columns(role) }},
        {{ foreldreansvar_columns() }}
    from delt_bosted
    inner join persons on delt_bosted.person = persons.person
    inner join bosted on delt_bosted.person = bosted.person
    inner join foreldreansvar on persons.person = foreldreansvar.child
    where delt_bosted.kommunenummer <> bosted.kommunenummer

)

select * from final
