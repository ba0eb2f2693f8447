-- One row per child of 0-16 years whose delt bosted is in the municipality while its bostedsadresse is in another. It
-- is not counted there (fiks.md 4.2). The address is the delt bosted, which has no school or basic district.
{%- set role = 'oppvekst' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where
        is_child
        and is_resident

),

addresses as (

    select * from {{ ref('int_gate__adresser') }}

),

foreldreansvar as (

    select * from {{ ref('int_gate__foreldreansvar') }}

),

bosted as (

    select * from addresses
    where adressetype = 'bosted'

),

delt_bosted as (

    select * from addresses
    where adressetype = 'delt_bosted'

),

final as (

    select
        delt_bosted.kommunenummer,
        {{ child_columns() }},
        delt_bosted.adressetype as tilknytning,
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
