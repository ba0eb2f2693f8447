-- One row per call in the audit log.
with

source as (

    select * from {{ source('utbredelse', 'kall') }}

),

renamed as (

    select
        request_id,
        fiks_org_id,
        organisasjonsnummer,
        rolle_id,
        aktoer,
        aktoer_type,
        handling,
        slag,
        antall,
        status between 200 and 299 as lyktes,
        miljoe = 'prod' as er_prod,
        dato
    from source

)

select * from renamed
