-- One row per municipality, fagsystem and service area of the system overview.
with

source as (

    select * from {{ source('utbredelse', 'systemoversikt') }}

),

renamed as (

    select
        rad_id,
        kommunenummer,
        fagsystem,
        leverandoer,
        tjenesteomraade,
        status,
        oppdatering,
        status_0_16,
        bekreftet_av,
        produksjon_fra,
        hendelser_fra,
        sist_bekreftet
    from source

)

select * from renamed
