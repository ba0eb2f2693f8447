-- One row per child of 0-16 years and municipality: where the child lives, and where else it stays.
{%- set role = 'oppvekst' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where
        is_child
        and is_resident

),

foreldreansvar as (

    select * from {{ ref('int_gate__foreldreansvar') }}

),

bosted as (

    select * from {{ ref('int_gate__adresser') }}
    where
        adressetype = 'bosted'
        and kommunenummer is not null

),

opphold as (

    select * from {{ ref('int_gate__adresser') }}
    where
        adressetype = 'opphold'
        and kommunenummer is not null

),

delt_bosted as (

    select * from {{ ref('int_gate__adresser') }}
    where adressetype = 'delt_bosted'

),

-- a stay where the child also lives is no second row
residences as (

    select bosted.*
    from bosted

    union all

    select opphold.*
    from opphold
    left join bosted
        on
            opphold.person = bosted.person
            and opphold.kommunenummer = bosted.kommunenummer
    where bosted.person is null

),

final as (

    select
        residences.kommunenummer,
        {{ child_columns() }},
        residences.adressetype as tilknytning,
        {{ residence_columns(role, 'residences') }},
        {{ delt_bosted_columns(role) }},
        {{ foreldreansvar_columns() }}
    from residences
    inner join persons on residences.person = persons.person
    inner join foreldreansvar on persons.person = foreldreansvar.child
    left join delt_bosted on persons.person = delt_bosted.person

)

select * from final
