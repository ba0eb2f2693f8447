-- One row per child of 0-16 years, move and municipality: the child moved in, or moved out.
{%- set role = 'oppvekst' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where
        is_child
        and not is_doed

),

flyttinger as (

    select * from {{ ref('int_gate__flyttinger') }}

),

final as (

    select
        flyttinger.kommunenummer,
        persons.person as foedselsnummer,
        persons.navn,
        cast(persons.foedselsaar as {{ dbt.type_int() }}) as foedselsaar,
        flyttinger.retning,
        {{ visible_columns(
            role, 'flyttinger', ['flyttedato', 'flyttemaaned', 'fra_kommunenummer', 'til_kommunenummer']
        ) }}
    from flyttinger
    inner join persons on flyttinger.person = persons.person

)

select * from final
