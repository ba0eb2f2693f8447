-- One row per child, related person and the person's role, from the child's own current familierelasjon. People without
-- an identifier are left out: there is nothing to look up about them.
with

persons as (

    select person
    from {{ ref('int_persons__current') }}
    where is_minor

),

familierelasjon as (

    select
        person,
        relatert_person,
        relatert_persons_rolle
    from {{ ref('stg_freg__familierelasjon') }}
    where
        is_current
        and relatert_person is not null

),

identifiers as (

    select * from {{ ref('int_persons__identifiers') }}

),

final as (

    select distinct
        persons.person as child,
        coalesce(identifiers.person, familierelasjon.relatert_person) as relatert,
        coalesce({{ folded('familierelasjon.relatert_persons_rolle') }}, '') as rolle
    from persons
    inner join familierelasjon on persons.person = familierelasjon.person
    left join identifiers on familierelasjon.relatert_person = identifiers.identifikator

)

select * from final
