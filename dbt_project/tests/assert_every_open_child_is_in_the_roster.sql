-- Children who live in a known municipality and are open, and are missing from the roster: a join that loses people is
-- seen here, where a count would have to be guessed.
{{ config(meta={'dagster': {'ref': {'name': 'mart_oppvekst__barn'}}}) }}
with

persons as (

    select persons.person
    from {{ ref('int_persons__current') }} as persons
    inner join {{ ref('int_persons__graded') }} as gradings on persons.person = gradings.person
    where
        persons.is_in_scope
        and persons.is_child
        and persons.is_resident
        and gradings.gradering = 'ugradert'

),

homes as (

    select
        person,
        kommunenummer
    from {{ ref('int_addresses__current') }}
    where
        is_newest
        and adressetype in ('bosted', 'opphold')
        and kommunenummer is not null

),

roster as (

    select
        kommunenummer,
        foedselsnummer
    from {{ ref('mart_oppvekst__barn') }}

)

select homes.kommunenummer
from persons
inner join homes on persons.person = homes.person
left join roster
    on
        homes.person = roster.foedselsnummer
        and homes.kommunenummer = roster.kommunenummer
where roster.foedselsnummer is null
