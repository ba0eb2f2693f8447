-- One row per resident, and per dead person in the municipality of the last residence: nobody has both.
{%- set role = 'innkreving' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}

),

opplysninger as (

    select * from {{ ref('int_gate__opplysninger') }}

),

doedsbo as (

    select * from {{ ref('int_gate__doedsbo') }}

),

residences as (

    select * from {{ ref('int_gate__adresser') }}
    where
        adressetype in ('bosted', 'siste_bosted')
        and kommunenummer is not null

),

post as (

    select * from {{ ref('int_gate__adresser') }}
    where adressetype = 'post'

),

final as (

    select
        residences.kommunenummer,
        {{ person_columns() }},
        persons.personstatus,
        persons.doedsdato,
        opplysninger.sivilstand,
        {{ visible_columns(role, 'residences') }},
        {{ address_state(role, 'residences') }} as adressetilstand,
        {{ visible_columns(role, 'post', prefix='post_') }},
        {{ doedsbo_columns(role) }}
    from residences
    inner join persons on residences.person = persons.person
    inner join opplysninger on persons.person = opplysninger.person
    left join post on persons.person = post.person
    left join doedsbo on persons.person = doedsbo.person

)

select * from final
