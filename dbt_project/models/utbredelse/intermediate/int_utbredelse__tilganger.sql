-- One row per access to a role of a municipality: from when, until before when, and when its holder last used it.
with

accesses as (

    select * from {{ ref('stg_utbredelse__tilganger') }}

),

tenants as (

    select * from {{ ref('int_utbredelse__tenanter') }}
    where kommunenummer is not null

),

calls as (

    select * from {{ ref('int_utbredelse__kall') }}

),

used as (

    select
        rolle_id,
        aktoer,
        max(dato) as sist_brukt
    from calls
    where
        er_prod
        and lyktes
    group by
        rolle_id,
        aktoer

),

final as (

    select
        accesses.tilgang_id,
        tenants.kommunenummer,
        accesses.rolle_id,
        accesses.slag,
        accesses.aktoer,
        accesses.avslutningsgrunn,
        accesses.gyldig_fra,
        accesses.gyldig_til,
        accesses.avsluttet,
        least(accesses.avsluttet, {{ days_after('accesses.gyldig_til', 1) }}) as foer_dato,
        used.sist_brukt
    from accesses
    inner join tenants on accesses.fiks_org_id = tenants.fiks_org_id
    left join used
        on
            accesses.rolle_id = used.rolle_id
            and accesses.aktoer = used.aktoer

)

select * from final
