-- One row per child of 0-17 years, municipality where it lives or stays, and relation that may be told of, in either
-- direction.
with

persons as (

    select
        person,
        navn
    from {{ ref('int_gate__personer') }}

),

relasjoner as (

    select * from {{ ref('int_gate__relasjoner') }}

),

residences as (

    select distinct
        person,
        kommunenummer
    from {{ ref('int_gate__adresser') }}
    where
        adressetype in ('bosted', 'opphold')
        and kommunenummer is not null

),

final as (

    select
        residences.kommunenummer,
        persons.person as foedselsnummer,
        persons.navn,
        relasjoner.retning,
        relasjoner.grunnlag,
        relasjoner.relasjon,
        relasjoner.relatert as relatert_foedselsnummer,
        relasjoner.navn as relatert_navn,
        relasjoner.tilstand
    from relasjoner
    inner join persons on relasjoner.child = persons.person
    inner join residences on persons.person = residences.person

)

select * from final
