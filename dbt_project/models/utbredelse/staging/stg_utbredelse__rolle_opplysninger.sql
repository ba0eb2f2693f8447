-- One row per role and opplysning that was chosen for it, in Fiks' names.
with

source as (

    select * from {{ source('utbredelse', 'roller') }}

),

chosen as (

    select distinct
        rolle_id,
        unnest(opplysninger) as opplysning
    from source

)

select * from chosen
