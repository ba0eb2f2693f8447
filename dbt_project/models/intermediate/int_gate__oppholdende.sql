-- The gate. One row per person who stays in a municipality without being resident anywhere: most have a d-nummer.
-- `gradering` is the address' effective one, a protected home counted in, and what no role may see is NULL, as in
-- int_gate__adresser.
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where {{ folded('personstatus') }} in ('midlertidig', 'ikkebosatt')

),

stays as (

    select * from {{ ref('int_addresses__graded') }}
    where
        adressetype = 'opphold'
        and kommunenummer is not null

),

protected_homes as (

    select
        person,
        {{ grading_rank('hjem_gradering') }} as home_rank
    from {{ ref('int_persons__protected_homes') }}

),

graded as (

    select
        stays.person,
        stays.kommunenummer,
        stays.adresse,
        stays.postnummer,
        stays.poststed,
        {{ grading_code(
            'greatest(' ~ grading_rank('stays.gradering') ~ ', coalesce(protected_homes.home_rank, 0))'
        ) }} as gradering
    from stays
    inner join persons on stays.person = persons.person
    left join protected_homes on stays.person = protected_homes.person
    -- the dead stay nowhere
    where not persons.is_doed

),

final as (

    select
        person,
        kommunenummer,
        {% for column in ['adresse', 'postnummer', 'poststed'] -%}
        {{ visible_to_any_role(column, ['gradering']) }} as {{ column }},
        {% endfor -%}
        gradering
    from graded

)

select * from final
