-- One row per service area, rettighetspakke and owner: active roles of municipalities; national roles apart.
with

roles as (

    select * from {{ ref('int_utbredelse__rollefelter') }}
    where aktiv

),

final as (

    select
        tjenesteomraade,
        coalesce(rettighetspakke, 'ukjent') as rettighetspakke,
        coalesce(eier, 'ukjent') as eier,
        {{ dato() }} as per_dato,
        {{ whole_number('count(*)') }} as roller,
        {{ whole_number('count(distinct kommunenummer)') }} as kommuner,
        cast(median({{ share('felter', fiks_opplysninger() | length) }}) as double precision) as median_bredde,
        {{ whole_number('count(felter_aldri_brukt)') }} as bredere_enn_bruk
    from roles
    group by
        tjenesteomraade,
        coalesce(rettighetspakke, 'ukjent'),
        coalesce(eier, 'ukjent')

)

select * from final
