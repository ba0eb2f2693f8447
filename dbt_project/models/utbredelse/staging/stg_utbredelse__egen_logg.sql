-- One row per entry of the program's own access log.
with

source as (

    select * from {{ source('utbredelse', 'egen_logg') }}

),

renamed as (

    select
        logg_id,
        bruker,
        rolle,
        hendelse,
        dato
    from source

)

select * from renamed
