-- One row per child of 0-16 years and municipality: where the child lives, and where else it stays.
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

delt_bosted as (

    select * from addresses
    where adressetype = 'delt_bosted'

),

-- bosted goes before opphold where both are in the same municipality
residences as (

    select
        *,
        row_number() over (
            partition by
                person,
                kommunenummer
            order by adressetype asc
        ) as place
    from addresses
    where
        adressetype in ('bosted', 'opphold')
        and kommunenummer is not null

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
    where residences.place = 1

)

select * from final
