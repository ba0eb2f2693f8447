-- Rows of a mart that show an address which is not ugradert, or the home of somebody whose home hides for another's
-- sake. Reads the gradings before the gate, so that the gate itself is tested.
{{ config(meta={'dagster': {'ref': {'name': 'mart_oppvekst__barn'}}}) }}
{%- set homes = [
    'mart_barnehage__barn', 'mart_sfo__barn', 'mart_helsestasjon__foedsler', 'mart_vaksinasjon__innbyggere',
    'mart_valg__velgere', 'mart_innkreving__personer'
] %}
{%- set homes_and_stays = ['mart_oppvekst__barn', 'mart_skole__barn', 'mart_barnevern__barn'] %}
{%- set with_delt_bosted = homes_and_stays + ['mart_barnehage__barn', 'mart_sfo__barn'] %}
{%- set of_delt_bosted = [
    'mart_oppvekst__delt_bosted_fra_annen_kommune', 'mart_barnehage__delt_bosted_fra_annen_kommune',
    'mart_sfo__delt_bosted_fra_annen_kommune', 'mart_skole__delt_bosted_fra_annen_kommune'
] %}
{%- set with_post = [
    'mart_barnehage__barn', 'mart_barnehage__delt_bosted_fra_annen_kommune', 'mart_skole__barn',
    'mart_skole__delt_bosted_fra_annen_kommune', 'mart_innkreving__personer'
] %}
with

gradings as (

    select
        person,
        adressetype,
        kommunenummer,
        gradering
    from {{ ref('int_addresses__graded') }}

),

protected_homes as (

    select * from {{ ref('int_persons__protected_homes') }}

),

hidden as (

    select
        person,
        adressetype
    from gradings
    where gradering <> 'ugradert'

    union all

    {% for type in ['bosted', 'opphold', 'post'] -%}
    select
        person,
        '{{ type }}' as adressetype
    from protected_homes
    where hjem_gradering <> 'ugradert'

    union all

    {% endfor -%}
    select
        person,
        'delt_bosted' as adressetype
    from protected_homes
    where delt_bosted_gradering <> 'ugradert'

),

profiler as (

    select
        profiler.identifikator as person,
        coalesce(gradings.adressetype, 'bosted') as adressetype,
        profiler.oppholds_eller_bostedsadresse,
        profiler.folkeregistrert_adresse
    from {{ ref('mart_smittesporing__profiler') }} as profiler
    left join gradings
        on
            profiler.identifikator = gradings.person
            and profiler.kommunenummer = gradings.kommunenummer
            and gradings.adressetype = 'opphold'

),

shown as (

    {% for mart in homes_and_stays -%}
    select
        foedselsnummer as person,
        tilknytning as adressetype
    from {{ ref(mart) }}
    where coalesce(adresse, postnummer, poststed, skolekrets, grunnkrets) is not null

    union all

    {% endfor -%}
    {% for mart in homes -%}
    select
        foedselsnummer as person,
        'bosted' as adressetype
    from {{ ref(mart) }}
    where coalesce(adresse, postnummer, poststed) is not null

    union all

    {% endfor -%}
    {% for mart in with_delt_bosted -%}
    select
        foedselsnummer as person,
        'delt_bosted' as adressetype
    from {{ ref(mart) }}
    where coalesce(delt_adresse, delt_postnummer, delt_poststed) is not null

    union all

    {% endfor -%}
    {% for mart in of_delt_bosted -%}
    select
        foedselsnummer as person,
        'delt_bosted' as adressetype
    from {{ ref(mart) }}
    where coalesce(adresse, delt_adresse) is not null

    union all

    {% endfor -%}
    {% for mart in with_post -%}
    select
        foedselsnummer as person,
        'post' as adressetype
    from {{ ref(mart) }}
    where coalesce(post_adresse, post_postnummer, post_poststed) is not null

    union all

    {% endfor -%}
    select
        person,
        adressetype
    from profiler
    where oppholds_eller_bostedsadresse is not null

    union all

    select
        person,
        'bosted' as adressetype
    from profiler
    where folkeregistrert_adresse is not null

)

select shown.adressetype
from shown
inner join hidden
    on
        shown.person = hidden.person
        and shown.adressetype = hidden.adressetype
