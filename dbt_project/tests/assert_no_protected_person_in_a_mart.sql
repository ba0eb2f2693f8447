-- Rows of a mart about somebody who is strengt fortrolig or of unknown grading, or that name somebody else who is
-- protected at all: a holder of foreldreansvar, a relation, the contact for an estate. Reads the gradings past the
-- gate, so that the gate itself is tested.
{{ config(meta={'dagster': {'ref': {'name': 'mart_oppvekst__barn'}}}) }}
{%- set ranks = grading_ranks() %}
{%- set with_holders = [
    'mart_oppvekst__barn', 'mart_oppvekst__delt_bosted_fra_annen_kommune',
    'mart_barnehage__barn', 'mart_barnehage__delt_bosted_fra_annen_kommune',
    'mart_sfo__barn', 'mart_sfo__delt_bosted_fra_annen_kommune',
    'mart_skole__barn', 'mart_skole__delt_bosted_fra_annen_kommune',
    'mart_helsestasjon__foedsler', 'mart_barnevern__barn'
] %}
{%- set others = [
    'mart_barnevern__relasjoner', 'mart_oppvekst__flyttinger', 'mart_doedsfall__doede',
    'mart_vaksinasjon__innbyggere', 'mart_valg__velgere', 'mart_test_begrenset_parts__personer',
    'mart_innkreving__personer'
] %}
{%- set with_another_key = [
    ('mart_smittesporing__profiler', 'identifikator', ranks['fortrolig']),
    ('mart_barnevern__relasjoner', 'relatert_foedselsnummer', ranks['klientadresse'])
] %}
with

gradings as (

    select
        person,
        {{ grading_rank('gradering') }} as gradering_rank
    from {{ ref('int_persons__graded') }}

),

-- a private person whom the estate of somebody dead is to be reached through; without a number there is no knowing
estate_contacts as (

    select
        contacts.person,
        identifiers.person as contact
    from {{ ref('stg_freg__kontaktinformasjon_for_doedsbo') }} as contacts
    left join {{ ref('int_persons__identifiers') }} as identifiers
        on contacts.person_foedsels_eller_d_nummer = identifiers.identifikator
    where
        contacts.is_newest_current
        and coalesce(
            contacts.person_foedsels_eller_d_nummer, contacts.person_etternavn, contacts.person_fornavn
        ) is not null

),

named as (

    {% for mart in with_holders + others -%}
    select
        '{{ mart }}' as mart,
        foedselsnummer as person,
        {{ ranks['fortrolig'] }} as ceiling
    from {{ ref(mart) }}

    union all

    {% endfor -%}
    {% for mart in with_holders -%}
    {% for place in [1, 2] -%}
    select
        '{{ mart }}' as mart,
        ansvarlig_{{ place }}_foedselsnummer as person,
        {{ ranks['klientadresse'] }} as ceiling
    from {{ ref(mart) }}
    where ansvarlig_{{ place }}_foedselsnummer is not null

    union all

    {% endfor -%}
    {% endfor -%}
    {% for mart, number, ceiling in with_another_key -%}
    select
        '{{ mart }}' as mart,
        {{ number }} as person,
        {{ ceiling }} as ceiling
    from {{ ref(mart) }}
    where {{ number }} is not null

    union all

    {% endfor -%}
    {% for mart in ['mart_doedsfall__doede', 'mart_innkreving__personer'] -%}
    select
        '{{ mart }}' as mart,
        estate_contacts.contact as person,
        {{ ranks['ugradert'] }} as ceiling
    from {{ ref(mart) }} as estates
    inner join estate_contacts on estates.foedselsnummer = estate_contacts.person
    where coalesce(estates.doedsbo_kontakt, estates.doedsbo_adresse, estates.doedsbo_postnummer) is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select named.mart
from named
left join gradings on named.person = gradings.person
where coalesce(gradings.gradering_rank, {{ unknown_rank() }}) > named.ceiling
