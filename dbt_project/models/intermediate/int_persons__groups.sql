-- One row per identifier and group of several that it belongs to: the numbers of one person (`is_person`), a dwelling, a
-- child with whom its foreldreansvar and familierelasjon name, an estate with its contact. When somebody in a group is
-- denied, the others hide with them until the next publication (ingest/guard.py).
{{ config(materialized='view') }}
with

identifiers as (

    select * from {{ ref('int_persons__identifiers') }}

),

addresses as (

    select * from {{ ref('int_addresses__current') }}

),

families as (

    select
        child,
        relatert
    from {{ ref('int_children__related') }}

),

estates as (

    select
        person,
        person_foedsels_eller_d_nummer as kontakt
    from {{ ref('stg_freg__kontaktinformasjon_for_doedsbo') }}
    where is_newest_current

),

dwellings as (

    select
        addresses.person,
        {{ dwelling_keys('addresses') }}
    from addresses

),

members as (

    select
        identifikator,
        'person#' || person as gruppe,
        true as is_person
    from identifiers

    union

    select
        person,
        by_identifier,
        false as is_person
    from dwellings

    union

    select
        person,
        by_text,
        false as is_person
    from dwellings

    union

    select
        child,
        'barn#' || child as gruppe,
        false as is_person
    from families

    union

    select
        relatert,
        'barn#' || child as gruppe,
        false as is_person
    from families

    union

    select
        person,
        'bo#' || person as gruppe,
        false as is_person
    from estates

    union

    select
        kontakt,
        'bo#' || person as gruppe,
        false as is_person
    from estates

),

counted as (

    select
        *,
        count(*) over (partition by gruppe) as n_members
    from members
    where identifikator is not null and gruppe is not null

),

final as (

    select
        identifikator,
        gruppe,
        is_person
    from counted
    where n_members > 1

)

select * from final
