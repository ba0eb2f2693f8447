-- One row per person and municipality: where somebody stays, and where else the person lives (fiks.md 1.5).
{%- set role = 'smittesporing' %}
with

persons as (

    select * from {{ ref('int_gate__personer') }}

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

oppholdende as (

    select * from {{ ref('int_gate__oppholdende') }}

),

stays as (

    {% for stay in ['opphold', 'oppholdende'] -%}
    select
        person,
        kommunenummer,
        adresse,
        postnummer,
        poststed,
        gradering
    from {{ stay }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- to be found where one is now goes before where one is registered
places as (

    select stays.*
    from stays

    union all

    select
        bosted.person,
        bosted.kommunenummer,
        bosted.adresse,
        bosted.postnummer,
        bosted.poststed,
        bosted.gradering
    from bosted
    left join stays
        on
            bosted.person = stays.person
            and bosted.kommunenummer = stays.kommunenummer
    where stays.person is null

),

final as (

    select
        places.kommunenummer,
        persons.person as identifikator,
        persons.identifikatortype,
        {{ visible_to(role, 'opplysninger.duf_nummer', ['persons.gradering']) }} as duf_nummer,
        persons.fornavn,
        persons.etternavn,
        persons.foedselsdato,
        {{ visible_to(role, address_line('places'), ['places.gradering']) }} as oppholds_eller_bostedsadresse,
        {{ address_state(role, 'places') }} as adressetilstand,
        {{ visible_to(role, address_line('bosted'), ['bosted.gradering']) }} as folkeregistrert_adresse
    from places
    inner join persons on places.person = persons.person
    inner join opplysninger on persons.person = opplysninger.person
    left join bosted
        on
            places.person = bosted.person
            and places.kommunenummer <> bosted.kommunenummer

)

select * from final
