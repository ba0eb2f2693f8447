-- Rows of a mart about somebody who is strengt fortrolig or of unknown grading, or that name a holder of foreldreansvar
-- who is protected at all. Reads the gradings past the gate, so that the gate itself is tested.
{{ config(meta={'dagster': {'ref': {'name': 'mart_oppvekst__barn'}}}) }}
with

gradings as (

    select
        person,
        {{ grading_rank('gradering') }} as gradering_rank
    from {{ ref('int_persons__graded') }}

),

barn as (

    select * from {{ ref('mart_oppvekst__barn') }}

),

delt_bosted as (

    select * from {{ ref('mart_oppvekst__delt_bosted_fra_annen_kommune') }}

),

foedsler as (

    select * from {{ ref('mart_helsestasjon__foedsler') }}

),

doede as (

    select * from {{ ref('mart_doedsfall__doede') }}

),

named as (

    {% for mart in ['barn', 'delt_bosted', 'foedsler', 'doede'] -%}
    select
        '{{ mart }}' as mart,
        foedselsnummer as person,
        {{ grading_ranks()['fortrolig'] }} as ceiling
    from {{ mart }}
    union all
    {% endfor -%}
    {% for mart in ['barn', 'delt_bosted', 'foedsler'] -%}
    {% for place in [1, 2] -%}
    select
        '{{ mart }}' as mart,
        ansvarlig_{{ place }}_foedselsnummer as person,
        {{ grading_ranks()['klientadresse'] }} as ceiling
    from {{ mart }}
    where ansvarlig_{{ place }}_foedselsnummer is not null
    {{ 'union all' if not loop.last }}
    {% endfor -%}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select named.mart
from named
left join gradings on named.person = gradings.person
where coalesce(gradings.gradering_rank, {{ unknown_rank() }}) > named.ceiling
