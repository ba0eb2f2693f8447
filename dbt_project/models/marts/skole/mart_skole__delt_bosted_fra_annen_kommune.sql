-- One row per child in the first to tenth grade whose delt bosted is in the municipality while its bostedsadresse is in
-- another (fiks.md 4.2). The address is the delt bosted, which has no school or basic district.
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
    where adressetype = 'bosted'

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
        delt_bosted.kommunenummer,
        {{ person_columns() }},
        {{ birth_columns() }},
        {{ trinn() }} as trinn,
        persons.kjoenn,
        opplysninger.statsborgerskap,
        {{ visible_to(role, 'opplysninger.utenlandsk_personidentifikasjon', ['persons.gradering']) }}
            as utenlandsk_personidentifikasjon,
        'delt_bosted' as tilknytning,
        {{ residence_columns(role, 'delt_bosted') }},
        {{ delt_bosted_columns(role) }},
        {{ visible_columns(role, 'post', prefix='post_') }},
        {{ foreldreansvar_columns() }}
    from delt_bosted
    inner join persons on delt_bosted.person = persons.person
    inner join bosted on delt_bosted.person = bosted.person
    inner join foreldreansvar on persons.person = foreldreansvar.child
    inner join opplysninger on persons.person = opplysninger.person
    left join post on persons.person = post.person
    where delt_bosted.kommunenummer <> bosted.kommunenummer

)

select * from final
