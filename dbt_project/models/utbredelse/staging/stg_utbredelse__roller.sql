-- One row per role of a tenant.
with

source as (

    select * from {{ source('utbredelse', 'roller') }}

),

renamed as (

    select
        rolle_id,
        fiks_org_id,
        navn,
        coalesce(tjenesteomraade, 'ukjent') as tjenesteomraade,
        rettighetspakke,
        eier,
        aktiv,
        opprettet,
        deaktivert
    from source

)

select * from renamed
