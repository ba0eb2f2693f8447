-- One row per figure of a municipality, zeros with them, and nothing hidden yet. The figures are one tree, and each
-- stands in it once: kommune -> aldersgruppe -> krets, and aldersgruppe -> alder -> kjoenn and foedselsmaaned. Parts of
-- one whole have the same `kommunenummer`, `inndeling` and `helhet`, and differ in `verdi`.
{{ config(materialized='view') }}
with

counts as (

    select * from {{ ref('int_figures__counts') }}

),

ages as (

    select * from {{ ref('int_figures__ages') }}

),

-- of a municipality with fewer people not even the name is told
kommuner as (

    select
        kommunenummer,
        sum(n) as n
    from counts
    group by kommunenummer
    having sum(n) >= {{ threshold() }}

),

kommune_ages as (

    select
        kommuner.kommunenummer,
        ages.aldersgruppe,
        ages.alder,
        cast(ages.alder as {{ dbt.type_string() }}) as alder_tekst
    from kommuner
    cross join ages

),

-- a sex or a month that is not known, and who is in no district, are parts like any other
parts as (

    select
        counts.kommunenummer,
        counts.alder,
        counts.kjoenn,
        coalesce(counts.skolekrets, 'uten krets') as krets,
        cast(counts.foedselsmaaned as {{ dbt.type_string() }}) as foedselsmaaned,
        counts.n
    from counts

),

kretser as (

    select
        kommunenummer,
        krets
    from parts
    union distinct
    select
        kommunenummer,
        'uten krets' as krets
    from kommuner

),

sexes as (

    select
        kommunenummer,
        alder,
        kjoenn
    from parts
    union distinct
    select
        kommune_ages.kommunenummer,
        kommune_ages.alder,
        known.kjoenn
    from kommune_ages
    cross join (values ('kvinne'), ('mann')) as known (kjoenn)

),

-- months that are still to come can hold nobody: that they are empty tells nothing, and they are no parts
months as (

    select
        kommunenummer,
        alder,
        foedselsmaaned
    from parts
    where foedselsmaaned is not null
    union distinct
    select
        kommune_ages.kommunenummer,
        kommune_ages.alder,
        cast(known.maaned as {{ dbt.type_string() }}) as foedselsmaaned
    from kommune_ages
    cross join (values (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12)) as known (maaned)
    where
        kommune_ages.alder < 5
        and (kommune_ages.alder > 0 or known.maaned <= {{ figures_months() }})

),

by_age as (

    select
        kommune_ages.kommunenummer,
        kommune_ages.aldersgruppe,
        kommune_ages.alder,
        kommune_ages.alder_tekst,
        coalesce(sum(parts.n), 0) as n
    from kommune_ages
    left join parts
        on
            kommune_ages.kommunenummer = parts.kommunenummer
            and kommune_ages.alder = parts.alder
    group by
        kommune_ages.kommunenummer,
        kommune_ages.aldersgruppe,
        kommune_ages.alder,
        kommune_ages.alder_tekst

),

krets_counts as (

    select
        parts.kommunenummer,
        ages.aldersgruppe,
        parts.krets,
        sum(parts.n) as n
    from parts
    inner join ages on parts.alder = ages.alder
    group by
        parts.kommunenummer,
        ages.aldersgruppe,
        parts.krets

),

krets_groups as (

    select distinct
        kommune_ages.kommunenummer,
        kommune_ages.aldersgruppe,
        kretser.krets
    from kommune_ages
    inner join kretser on kommune_ages.kommunenummer = kretser.kommunenummer

),

tree as (

    select
        kommunenummer,
        'kommune' as inndeling,
        'alle' as helhet,
        cast(null as {{ dbt.type_string() }}) as aldersgruppe,
        cast(null as {{ dbt.type_int() }}) as alder,
        'alle' as verdi,
        n
    from kommuner

    union all

    select
        kommunenummer,
        'aldersgruppe' as inndeling,
        'alle' as helhet,
        aldersgruppe,
        null as alder,
        aldersgruppe as verdi,
        sum(n) as n
    from by_age
    group by
        kommunenummer,
        aldersgruppe

    union all

    select
        krets_groups.kommunenummer,
        'krets' as inndeling,
        krets_groups.aldersgruppe as helhet,
        krets_groups.aldersgruppe,
        null as alder,
        krets_groups.krets as verdi,
        coalesce(krets_counts.n, 0) as n
    from krets_groups
    left join krets_counts
        on
            krets_groups.kommunenummer = krets_counts.kommunenummer
            and krets_groups.aldersgruppe = krets_counts.aldersgruppe
            and krets_groups.krets = krets_counts.krets

    union all

    select
        kommunenummer,
        'alder' as inndeling,
        aldersgruppe as helhet,
        aldersgruppe,
        alder,
        alder_tekst as verdi,
        n
    from by_age

    union all

    select
        sexes.kommunenummer,
        'kjoenn' as inndeling,
        by_age.alder_tekst as helhet,
        by_age.aldersgruppe,
        by_age.alder,
        sexes.kjoenn as verdi,
        coalesce(sum(parts.n), 0) as n
    from sexes
    inner join by_age
        on
            sexes.kommunenummer = by_age.kommunenummer
            and sexes.alder = by_age.alder
    left join parts
        on
            sexes.kommunenummer = parts.kommunenummer
            and sexes.alder = parts.alder
            and sexes.kjoenn = parts.kjoenn
    group by
        sexes.kommunenummer,
        by_age.alder_tekst,
        by_age.aldersgruppe,
        by_age.alder,
        sexes.kjoenn

    union all

    select
        months.kommunenummer,
        'foedselsmaaned' as inndeling,
        by_age.alder_tekst as helhet,
        by_age.aldersgruppe,
        by_age.alder,
        months.foedselsmaaned as verdi,
        coalesce(sum(parts.n), 0) as n
    from months
    inner join by_age
        on
            months.kommunenummer = by_age.kommunenummer
            and months.alder = by_age.alder
    left join parts
        on
            months.kommunenummer = parts.kommunenummer
            and months.alder = parts.alder
            and months.foedselsmaaned = parts.foedselsmaaned
    group by
        months.kommunenummer,
        by_age.alder_tekst,
        by_age.aldersgruppe,
        by_age.alder,
        months.foedselsmaaned

),

final as (

    select
        kommunenummer,
        inndeling,
        helhet,
        aldersgruppe,
        alder,
        verdi,
        cast(n as {{ dbt.type_int() }}) as n
    from tree

)

select * from final
