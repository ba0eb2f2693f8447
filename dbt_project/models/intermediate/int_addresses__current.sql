-- One row per current entry of an address; `is_newest` marks the one of its kind (adressetype) that may be shown. Of
-- the dead there is also the municipality of the last bostedsadresse, current or not (`siste_bosted`).
with

persons as (

    select
        person,
        is_doed
    from {{ ref('int_persons__current') }}

),

bostedsadresse as (

    select
        person,
        position,
        er_gjeldende,
        is_newest_current,
        {{ address_entry_columns() }},
        skolekrets,
        grunnkrets,
        stemmekrets
    from {{ ref('stg_freg__bostedsadresse') }}
    where
        position = 1
        or coalesce(er_gjeldende, true)

),

oppholdsadresse as (

    select * from {{ ref('stg_freg__oppholdsadresse') }}

),

delt_bosted as (

    select * from {{ ref('stg_freg__delt_bosted') }}

),

postadresse as (

    select * from {{ ref('stg_freg__postadresse') }}

),

postadresse_i_utlandet as (

    select * from {{ ref('stg_freg__postadresse_i_utlandet') }}

),

kommuneendringer as (

    select * from {{ ref('kommuneendringer') }}

),

-- delt bosted is an agreement: it is in force from the first day to the one before the last
delt_bosted_in_force as (

    select
        person,
        min(position) as newest_position
    from delt_bosted
    where
        is_current
        and coalesce(startdato_for_kontrakt, {{ dato() }}) <= {{ dato() }}
        and (sluttdato_for_kontrakt is null or sluttdato_for_kontrakt > {{ dato() }})
    group by person

),

entries as (

    select
        person,
        'bosted' as adressetype,
        is_newest_current as is_newest,
        adressegradering,
        kommunenummer,
        adresse,
        postnummer,
        poststed,
        adresse_identifikator,
        bruksenhetsnummer,
        skolekrets,
        grunnkrets,
        stemmekrets
    from bostedsadresse
    where coalesce(er_gjeldende, true)

    union all

    select
        persons.person,
        'siste_bosted' as adressetype,
        true as is_newest,
        bostedsadresse.adressegradering,
        bostedsadresse.kommunenummer,
        {% for column in [
            'adresse', 'postnummer', 'poststed', 'adresse_identifikator', 'bruksenhetsnummer',
            'skolekrets', 'grunnkrets', 'stemmekrets'
        ] -%}
        cast(null as {{ dbt.type_string() }}) as {{ column }}{{ ',' if not loop.last }}
        {% endfor -%}
    from bostedsadresse
    inner join persons on bostedsadresse.person = persons.person
    where
        persons.is_doed
        and bostedsadresse.position = 1

    union all

    select
        person,
        'opphold' as adressetype,
        is_newest_current as is_newest,
        {{ address_entry_columns() }},
        cast(null as {{ dbt.type_string() }}) as skolekrets,
        cast(null as {{ dbt.type_string() }}) as grunnkrets,
        cast(null as {{ dbt.type_string() }}) as stemmekrets
    from oppholdsadresse
    where coalesce(er_gjeldende, true)

    union all

    select
        delt_bosted.person,
        'delt_bosted' as adressetype,
        delt_bosted_in_force.person is not null as is_newest,
        {{ address_entry_columns() }},
        cast(null as {{ dbt.type_string() }}) as skolekrets,
        cast(null as {{ dbt.type_string() }}) as grunnkrets,
        cast(null as {{ dbt.type_string() }}) as stemmekrets
    from delt_bosted
    left join delt_bosted_in_force
        on
            delt_bosted.person = delt_bosted_in_force.person
            and delt_bosted.position = delt_bosted_in_force.newest_position
    where coalesce(delt_bosted.er_gjeldende, true)

    union all

    select
        person,
        'post' as adressetype,
        is_newest_current as is_newest,
        {{ postal_entry_columns() }},
        cast(null as {{ dbt.type_string() }}) as skolekrets,
        cast(null as {{ dbt.type_string() }}) as grunnkrets,
        cast(null as {{ dbt.type_string() }}) as stemmekrets
    from postadresse
    where coalesce(er_gjeldende, true)

    union all

    select
        person,
        'post_utland' as adressetype,
        is_newest_current as is_newest,
        {{ foreign_entry_columns() }},
        cast(null as {{ dbt.type_string() }}) as skolekrets,
        cast(null as {{ dbt.type_string() }}) as grunnkrets,
        cast(null as {{ dbt.type_string() }}) as stemmekrets
    from postadresse_i_utlandet
    where coalesce(er_gjeldende, true)

),

-- 1507 was split in two: such a number cannot be translated and stays as it is
translations as (

    select
        gammelt_kommunenummer,
        min(nytt_kommunenummer) as nytt_kommunenummer
    from kommuneendringer
    group by gammelt_kommunenummer
    having count(*) = 1

),

final as (

    select
        entries.person,
        entries.adressetype,
        entries.is_newest,
        coalesce(translations.nytt_kommunenummer, entries.kommunenummer) as kommunenummer,
        entries.adresse,
        entries.postnummer,
        entries.poststed,
        entries.skolekrets,
        entries.grunnkrets,
        entries.stemmekrets,
        entries.adresse_identifikator,
        entries.bruksenhetsnummer,
        {{ grading_code(grading_rank('entries.adressegradering')) }} as gradering
    from entries
    left join translations on entries.kommunenummer = translations.gammelt_kommunenummer

)

select * from final
