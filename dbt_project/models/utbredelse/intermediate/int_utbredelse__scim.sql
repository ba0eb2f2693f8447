-- One row per municipality that has gone over to SCIM: the day on which that ended all person accesses before it.
with

accesses as (

    select * from {{ ref('int_utbredelse__tilganger') }}

),

final as (

    select
        kommunenummer,
        min(avsluttet) as dato,
        {{ first_of_month('min(avsluttet)') }} as maaned
    from accesses
    where
        avslutningsgrunn = 'SCIM_OVERGANG'
        and avsluttet <= {{ dato() }}
    group by kommunenummer

)

select * from final
