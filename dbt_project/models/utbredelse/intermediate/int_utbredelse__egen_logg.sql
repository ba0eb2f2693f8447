-- One row per entry of our own access log up to the figures' day, since the series began.
with

entries as (

    select * from {{ ref('stg_utbredelse__egen_logg') }}

),

final as (

    select
        logg_id,
        bruker,
        rolle,
        hendelse,
        {{ first_of_month('dato') }} as maaned
    from entries
    where dato <= {{ dato() }}

)

select * from final
