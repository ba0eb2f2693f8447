-- One row per municipality of today and year of the series: inhabitants on 1 January, of the newest year before that is
-- known where the year is not, else of the first one after.
with

inhabitants as (

    select * from {{ ref('stg_utbredelse__innbyggere') }}

),

numbers as (

    select * from {{ ref('int_utbredelse__nummer') }}

),

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}

),

years as (

    select distinct aar
    from months

),

known as (

    select
        numbers.kommunenummer_i_dag as kommunenummer,
        inhabitants.aar,
        sum(inhabitants.innbyggere) as innbyggere
    from inhabitants
    inner join numbers on inhabitants.kommunenummer = numbers.kommunenummer
    group by
        numbers.kommunenummer_i_dag,
        inhabitants.aar

),

nearest as (

    select
        known.kommunenummer,
        years.aar,
        known.innbyggere,
        row_number() over (
            partition by known.kommunenummer, years.aar
            order by
                case when known.aar <= years.aar then 0 else 1 end asc,
                abs(years.aar - known.aar) asc
        ) as nearness
    from known
    cross join years

),

final as (

    select
        kommunenummer,
        aar,
        {{ whole_number('innbyggere') }} as innbyggere
    from nearest
    where nearness = 1

)

select * from final
