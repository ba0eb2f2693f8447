-- One row per child in the first to tenth grade and municipality: where the child lives, and where else it stays.
{%- set role = 'skole' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where
        is_resident
        and {{ is_of_age(6, 15) }}

),

foreldreansvar as (

    select * from {{ ref('int_gate__foreldreansvar') }}

),

opplysninger as (

    select * from {{ ref('int_gate__opplysninger') }}

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

post as (

    select * from {{ ref('int_gate__adresser') }}
    where adressetype = 'post'

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
        {{ person_columns() }},
        {{ birth_columns() }},
        {{ trinn() }} as trinn,
        persons.kjoenn,
        opplysninger.statsborgerskap,
        {{ visible_to(role, 'opplysninger.utenlandsk_personidentifikasjon', ['persons.gradering']) }}
            as utenlandsk_personidentifikasjon,
        residences.adressetype as tilknytning,
        {{ residence_columns(role, 'residences') }},
        {{ delt_bosted_columns(role) }},
        {{ visible_columns(role, 'post', prefix='post_') }},
        {{ foreldreansvar_columns() }}
    from residences
    inner join persons on residences.person = persons.person
    inner join foreldreansvar on persons.person = foreldreansvar.child
    inner join opplysninger on persons.person = opplysninger.person
    left join delt_bosted on persons.person = delt_bosted.person
    left join post on persons.person = post.person

)

select * from final
