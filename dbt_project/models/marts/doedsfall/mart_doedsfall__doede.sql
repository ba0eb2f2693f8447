-- One row per dead person, in the municipality of the last residence. A death that is annulled is gone with the next
-- build, because the whole list is made anew.
{%- set role = 'doedsfall' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where is_doed

),

residences as (

    select * from {{ ref('int_gate__adresser') }}
    where
        adressetype = 'siste_bosted'
        and kommunenummer is not null

),

doedsbo as (

    select * from {{ ref('int_gate__doedsbo') }}

),

final as (

    select
        residences.kommunenummer,
        {{ person_columns() }},
        persons.doedsdato,
        {{ first_of_month('persons.doedsdato') }} as doedsmaaned,
        {{ doedsbo_columns(role) }}
    from persons
    inner join residences on persons.person = residences.person
    left join doedsbo on persons.person = doedsbo.person

)

select * from final
