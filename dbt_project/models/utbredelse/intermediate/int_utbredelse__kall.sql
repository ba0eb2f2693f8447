-- One row per look-up, list or event call of a tenant up to the figures' day. Verification and KS' own monitoring are no use
-- of the service and are left out.
with

calls as (

    select * from {{ ref('stg_utbredelse__kall') }}

),

tenants as (

    select * from {{ ref('int_utbredelse__tenanter') }}

),

roles as (

    select * from {{ ref('stg_utbredelse__roller') }}

),

final as (

    select
        calls.request_id,
        tenants.kommunenummer,
        tenants.fylkesnummer,
        calls.rolle_id,
        coalesce(roles.tjenesteomraade, 'ukjent') as tjenesteomraade,
        calls.aktoer,
        calls.aktoer_type,
        calls.handling,
        calls.slag,
        calls.antall,
        calls.lyktes,
        calls.er_prod,
        calls.dato,
        {{ first_of_month('calls.dato') }} as maaned
    from calls
    inner join tenants on calls.fiks_org_id = tenants.fiks_org_id
    left join roles on calls.rolle_id = roles.rolle_id
    where
        calls.dato <= {{ dato() }}
        and calls.slag in ('oppslag', 'liste', 'hendelse')
        and coalesce(calls.organisasjonsnummer, '') <> '{{ var("ks_organisasjonsnummer") }}'

)

select * from final
