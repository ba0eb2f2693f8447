-- One row per finding reported up to the figures' day, with whether it was closed by then.
with

findings as (

    select * from {{ ref('stg_utbredelse__pilotfunn') }}

),

final as (

    select
        funn_id,
        tema,
        alvorlighet,
        dato,
        case when lukket <= {{ dato() }} then {{ days_between('dato', 'lukket') }} end as dager,
        status = 'lukket' and coalesce(lukket <= {{ dato() }}, true) as er_lukket
    from findings
    where dato <= {{ dato() }}

)

select * from final
