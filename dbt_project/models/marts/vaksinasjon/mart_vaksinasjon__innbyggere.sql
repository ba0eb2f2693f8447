-- One row per resident, in the municipality where the person lives.
{%- set role = 'vaksinasjon' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where is_resident

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
        {{ child_columns() }},
        {{ visible_columns(role, 'bosted') }},
        {{ address_state(role, 'bosted') }} as adressetilstand
    from bosted
    inner join persons on bosted.person = persons.person

)

select * from final
