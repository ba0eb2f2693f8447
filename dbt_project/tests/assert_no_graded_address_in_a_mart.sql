-- Rows of a mart that show an address which is not ugradert, by the effective grading before the gate.
{{ config(meta={'dagster': {'ref': {'name': 'mart_oppvekst__barn'}}}) }}
with

addresses as (

    select * from {{ ref('int_addresses__graded') }}
    where gradering <> 'ugradert'

),

shown as (

    select
        foedselsnummer,
        tilknytning as adressetype
    from {{ ref('mart_oppvekst__barn') }}
    where adresse is not null

    union all

    select
        foedselsnummer,
        'delt_bosted' as adressetype
    from {{ ref('mart_oppvekst__barn') }}
    where delt_adresse is not null

    union all

    select
        foedselsnummer,
        'delt_bosted' as adressetype
    from {{ ref('mart_oppvekst__delt_bosted_fra_annen_kommune') }}
    where adresse is not null

    union all

    select
        foedselsnummer,
        'bosted' as adressetype
    from {{ ref('mart_helsestasjon__foedsler') }}
    where adresse is not null

)

select shown.adressetype
from shown
inner join addresses
    on
        shown.foedselsnummer = addresses.person
        and shown.adressetype = addresses.adressetype
