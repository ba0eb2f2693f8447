-- One row per role and opplysning that a successful call in production has asked for, with the first day of it.
with

source as (

    select * from {{ source('utbredelse', 'kall') }}

),

asked as (

    select
        rolle_id,
        dato,
        unnest(opplysninger) as opplysning
    from source
    where
        status between 200 and 299
        and miljoe = 'prod'

),

first_day as (

    select
        rolle_id,
        opplysning,
        min(dato) as foerste_dato
    from asked
    group by
        rolle_id,
        opplysning

)

select * from first_day
