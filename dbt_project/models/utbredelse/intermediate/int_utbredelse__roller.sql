-- One row per role of a municipality or county authority, with the day from which it is no longer active.
with

roles as (

    select * from {{ ref('stg_utbredelse__roller') }}

),

tenants as (

    select * from {{ ref('int_utbredelse__tenanter') }}

),

final as (

    select
        roles.rolle_id,
        tenants.kommunenummer,
        tenants.fylkesnummer,
        roles.navn,
        roles.tjenesteomraade,
        roles.rettighetspakke,
        roles.eier,
        roles.opprettet,
        -- one that is not active and does not say since when never was, as far as anybody can tell
        case when roles.aktiv then roles.deaktivert else coalesce(roles.deaktivert, roles.opprettet) end as deaktivert
    from roles
    inner join tenants on roles.fiks_org_id = tenants.fiks_org_id

)

select * from final
