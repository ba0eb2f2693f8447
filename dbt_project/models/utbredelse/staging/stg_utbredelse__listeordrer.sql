-- One row per list order. The day it was ordered is Norway's.
with

source as (

    select * from {{ source('utbredelse', 'listeordrer') }}

),

renamed as (

    select
        uttrekk_id,
        fiks_org_id,
        status,
        eksportformat,
        antall_personer,
        opprettet as opprettet_at,
        ferdig as ferdig_at,
        cast(timezone('Europe/Oslo', opprettet) as date) as dato
    from source

)

select * from renamed
