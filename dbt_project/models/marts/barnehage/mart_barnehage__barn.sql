-- One row per child of barnehage age, in the municipality where it lives.
{%- set role = 'barnehage' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where
        is_resident
        and {{ is_of_age(0, 6) }}

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

delt_bosted as (

    select * from {{ ref('int_gate__adresser') }}
    where adressetype = 'delt_bosted'

),

post as (

    select * from {{ ref('int_gate__adresser') }}
    where adressetype = 'post'

),

final as (

    select
        bosted.kommunenummer,
        {{ child_columns() }},
        {{ residence_columns(role, 'bosted') }},
        {{ delt_bosted_columns(role) }},
        {{ visible_columns(role, 'post', prefix='post_') }},
        {{ foreldreansvar_columns() }}
    from bosted
    inner join persons on bosted.person = persons.person
    inner join foreldreansvar on persons.person = foreldreansvar.child
    left join delt_bosted on persons.person = delt_bosted.person
    left join post on persons.person = post.person

)

select * from final
