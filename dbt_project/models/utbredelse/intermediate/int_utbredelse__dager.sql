-- One row per municipality and day of the series on which it was there: the rung it stood on, and what it stood on it by.
with

days as (

    select * from {{ ref('stg_utbredelse__dager') }}
    where not er_fremtid

),

municipalities as (

    select * from {{ ref('int_utbredelse__kommuner') }}

),

tenants as (

    select * from {{ ref('int_utbredelse__tenanter') }}

),

roles as (

    select * from {{ ref('int_utbredelse__roller') }}

),

calls as (

    select * from {{ ref('int_utbredelse__kall') }}

),

agreed as (

    select
        tenants.kommunenummer,
        days.dato,
        max(tenants.signert) as avtale_siden
    from tenants
    inner join days on {{ in_force('tenants.signert', 'tenants.avsluttet', 'days.dato') }}
    group by
        tenants.kommunenummer,
        days.dato

),

configured as (

    select
        roles.kommunenummer,
        days.dato,
        count(*) as roller
    from roles
    inner join days on {{ in_force('roles.opprettet', 'roles.deaktivert', 'days.dato') }}
    group by
        roles.kommunenummer,
        days.dato

),

used as (

    select
        kommunenummer,
        dato,
        max(case when not er_prod then dato end) as test_dato,
        max(case when er_prod then dato end) as prod_dato,
        max(case when er_prod and slag = 'hendelse' then dato end) as hendelse_dato
    from calls
    where lyktes
    group by
        kommunenummer,
        dato

),

newest as (

    select
        municipalities.kommunenummer,
        days.dato,
        agreed.avtale_siden,
        coalesce(configured.roller, 0) as roller,
        max(used.test_dato) over (
            partition by municipalities.kommunenummer
            order by days.dato asc
        ) as sist_i_test,
        max(used.prod_dato) over (
            partition by municipalities.kommunenummer
            order by days.dato asc
        ) as sist_i_prod,
        max(used.hendelse_dato) over (
            partition by municipalities.kommunenummer
            order by days.dato asc
        ) as sist_hendelse
    from municipalities
    inner join days on coalesce(municipalities.finnes_fra, days.dato) <= days.dato
    left join agreed
        on
            municipalities.kommunenummer = agreed.kommunenummer
            and days.dato = agreed.dato
    left join configured
        on
            municipalities.kommunenummer = configured.kommunenummer
            and days.dato = configured.dato
    left join used
        on
            municipalities.kommunenummer = used.kommunenummer
            and days.dato = used.dato

),

ranked as (

    select
        kommunenummer,
        dato,
        avtale_siden,
        roller,
        {{ rung_of('avtale_siden is not null', 'roller', 'sist_i_test', 'sist_i_prod', 'sist_hendelse', 'dato') }}
            as rang
    from newest

),

final as (

    select
        kommunenummer,
        dato,
        {{ whole_number('rang') }} as rang,
        avtale_siden,
        {{ whole_number('roller') }} as aktive_roller,
        max(case when {{ in_use('rang') }} then dato end) over (
            partition by kommunenummer
            order by dato asc
        ) as sist_i_bruk
    from ranked

)

select * from final
