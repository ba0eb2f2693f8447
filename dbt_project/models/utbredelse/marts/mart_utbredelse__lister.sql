-- One row per month of order and status: list orders (innbyggerlister), how long they took and how many failed.
with

orders as (

    select * from {{ ref('int_utbredelse__lister') }}

),

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}

),

levels as (

    select * from (values (true), (false)) as kinds (er_samlet)

),

failed as (

    select
        maaned,
        {{ share("sum(case when status = 'FEILET' then 1 else 0 end)", 'count(*)') }} as andel_feilet
    from orders
    group by maaned

),

placed as (

    select
        orders.maaned,
        case when levels.er_samlet then 'alle' else orders.status end as status,
        orders.eksportformat,
        orders.minutter,
        orders.personer
    from orders
    cross join levels

),

sums as (

    select
        maaned,
        status,
        count(*) as antall,
        median(minutter) as median_minutter,
        sum(personer) as personer,
        {{ share('sum(personer)', 'count(personer)') }} as personer_per_liste,
        sum(case when eksportformat = 'VAKSINE' then 1 else 0 end) as vaksinemaler
    from placed
    group by
        maaned,
        status

),

final as (

    select
        sums.maaned,
        months.siste_dag as per_dato,
        months.er_siste,
        sums.status,
        {{ whole_number('sums.antall') }} as antall,
        cast(sums.median_minutter as double precision) as median_minutter,
        failed.andel_feilet,
        case when {{ publishable('sums.personer') }} then cast(sums.personer as {{ dbt.type_bigint() }}) end as personer,
        case when {{ publishable('sums.personer') }} then sums.personer_per_liste end as personer_per_liste,
        {{ whole_number('sums.vaksinemaler') }} as vaksinemaler
    from sums
    inner join months on sums.maaned = months.maaned
    inner join failed on sums.maaned = failed.maaned

)

select * from final
