-- One row per person whose document counts: the parsed lists that every element's model reads.
with

persondokumenter as (

    select * from {{ ref('stg_freg__persondokumenter') }}

),

erstattede_dokumenter as (

    select * from {{ ref('stg_freg__erstattede_dokumenter') }}

),

counting as (

    select
        *,
        {{ empty_elements() }}
    from persondokumenter
    where
        utfall in ('funnet', 'relasjon')
        and identifikator not in (select erstattede_dokumenter.identifikator from erstattede_dokumenter)

)

select * from counting  -- noqa: AM04
