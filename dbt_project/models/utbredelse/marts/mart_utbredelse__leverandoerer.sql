-- One row per vendor of the seed, and any other that the overview names, as things are on the figures' day.
with

invited as (

    select * from {{ ref('leverandoerer') }}

),

systems as (

    select * from {{ ref('int_utbredelse__systemer') }}

),

in_production as (

    select * from {{ ref('int_utbredelse__systemmaaneder') }}

),

months as (

    select * from {{ ref('int_utbredelse__kommunemaaneder') }}
    where er_siste

),

vendors as (

    select leverandoer
    from invited

    union distinct

    select leverandoer
    from systems
    where leverandoer is not null

),

placed as (

    select
        systems.*,
        months.kommunenavn,
        months.er_i_bruk,
        months.har_avtale and not months.er_i_bruk as venter,
        in_production.rad_id is not null as er_i_produksjon,
        coalesce(in_production.er_paa_hendelser, false) as er_paa_hendelser,
        case systems.status_0_16
            when 'ikke startet' then 1
            when 'under arbeid' then 2
            when 'i test' then 3
            when 'i produksjon' then 4
        end as trinn_0_16
    from systems
    inner join months on systems.kommunenummer = months.kommunenummer
    left join in_production
        on
            systems.rad_id = in_production.rad_id
            and months.maaned = in_production.maaned

),

by_municipality as (

    select
        kommunenummer,
        kommunenavn,
        venter,
        leverandoer,
        count(*) as n,
        max(count(*)) over (partition by kommunenummer) as n_flest
    from placed
    where leverandoer is not null
    group by
        kommunenummer,
        kommunenavn,
        venter,
        leverandoer

),

-- of vendors with as many systems, none can be told to be the one
main_vendors as (

    select
        *,
        count(*) over (partition by kommunenummer) as n_like
    from by_municipality
    where n = n_flest

),

held_up as (

    select
        leverandoer,
        count(*) as holder_opp,
        {{ comma_separated('kommunenavn') }} as kommuner
    from main_vendors
    where
        venter
        and n_like = 1
    group by leverandoer

),

sums as (

    select
        leverandoer,
        count(distinct kommunenummer) as kommuner,
        count(distinct case when er_i_bruk then kommunenummer end) as kommuner_i_bruk,
        count(*) as systemer,
        sum(case when er_i_produksjon then 1 else 0 end) as i_produksjon,
        sum(case when er_paa_hendelser then 1 else 0 end) as paa_hendelser,
        sum(case when er_ubekreftet then 1 else 0 end) as ubekreftede,
        max(trinn_0_16) as trinn_0_16,
        sum(case when trinn_0_16 = 1 then 1 else 0 end) as oppvekst_ikke_startet,
        sum(case when trinn_0_16 = 2 then 1 else 0 end) as oppvekst_under_arbeid,
        sum(case when trinn_0_16 = 3 then 1 else 0 end) as oppvekst_i_test,
        sum(case when trinn_0_16 = 4 then 1 else 0 end) as oppvekst_i_produksjon
    from placed
    group by leverandoer

),

final as (

    select
        vendors.leverandoer,
        {{ dato() }} as per_dato,
        invited.leverandoer is not null as er_invitert,
        coalesce(invited.ny_siden_sist, false) as ny_siden_sist,
        coalesce(invited.oppvekst_arbeidsgruppe, false) as oppvekst_arbeidsgruppe,
        {{ whole_number('coalesce(sums.kommuner, 0)') }} as kommuner,
        {{ whole_number('coalesce(sums.kommuner_i_bruk, 0)') }} as kommuner_i_bruk,
        {{ whole_number('coalesce(held_up.holder_opp, 0)') }} as holder_opp,
        held_up.kommuner as holder_opp_kommuner,
        {{ whole_number('rank() over (order by coalesce(held_up.holder_opp, 0) desc)') }} as plassering,
        {{ whole_number('coalesce(sums.systemer, 0)') }} as systemer,
        {{ whole_number('coalesce(sums.i_produksjon, 0)') }} as i_produksjon,
        {{ whole_number('coalesce(sums.paa_hendelser, 0)') }} as paa_hendelser,
        {{ whole_number('coalesce(sums.i_produksjon - sums.paa_hendelser, 0)') }} as paa_batch,
        {{ share('sums.paa_hendelser', 'sums.i_produksjon') }} as andel_hendelser,
        {{ whole_number('coalesce(sums.ubekreftede, 0)') }} as ubekreftede,
        case sums.trinn_0_16
            when 1 then 'ikke startet'
            when 2 then 'under arbeid'
            when 3 then 'i test'
            when 4 then 'i produksjon'
        end as status_0_16,
        {{ whole_number('coalesce(sums.oppvekst_ikke_startet, 0)') }} as oppvekst_ikke_startet,
        {{ whole_number('coalesce(sums.oppvekst_under_arbeid, 0)') }} as oppvekst_under_arbeid,
        {{ whole_number('coalesce(sums.oppvekst_i_test, 0)') }} as oppvekst_i_test,
        {{ whole_number('coalesce(sums.oppvekst_i_produksjon, 0)') }} as oppvekst_i_produksjon
    from vendors
    left join invited on vendors.leverandoer = invited.leverandoer
    left join sums on vendors.leverandoer = sums.leverandoer
    left join held_up on vendors.leverandoer = held_up.leverandoer

)

select * from final
