-- One row per finding of the pilot.
with

source as (

    select * from {{ source('utbredelse', 'pilotfunn') }}

),

renamed as (

    select
        funn_id,
        tema,
        alvorlighet,
        status,
        dato,
        lukket
    from source

)

select * from renamed
