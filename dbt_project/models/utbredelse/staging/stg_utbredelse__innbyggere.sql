-- One row per municipality of its time and year.
with

source as (

    select * from {{ source('utbredelse', 'innbyggere') }}

),

renamed as (

    select
        kommunenummer,
        cast(aar as integer) as aar,
        innbyggere
    from source

)

select * from renamed
