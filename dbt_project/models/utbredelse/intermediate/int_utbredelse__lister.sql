-- One row per list order of a municipality up to the figures' day, with how long it took.
with

orders as (

    select * from {{ ref('stg_utbredelse__listeordrer') }}

),

tenants as (

    select * from {{ ref('int_utbredelse__tenanter') }}
    where kommunenummer is not null

),

final as (

    select
        orders.uttrekk_id,
        orders.status,
        orders.eksportformat,
        {{ first_of_month('orders.dato') }} as maaned,
        case when orders.status = 'FERDIG' then {{ minutes_between('orders.opprettet_at', 'orders.ferdig_at') }} end
            as minutter,
        case when orders.status = 'FERDIG' then orders.antall_personer end as personer
    from orders
    inner join tenants on orders.fiks_org_id = tenants.fiks_org_id
    where orders.dato <= {{ dato() }}

)

select * from final
