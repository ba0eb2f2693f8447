-- One row per identifier that was looked up: its newest answer, with the document parsed into typed lists.
-- Answers without a document stay as rows, so that they supersede older ones. Only new segments are read.
{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='identifikator',
    on_schema_change='fail'
) }}
{%- set elements = freg_held_structure() %}
with

landed as not materialized (

    select
        *,
        parse_filename(filename) as segment
    from {{ source('freg', 'persondokumenter') }}
    {% if is_incremental() %}
    where parse_filename(filename) > '{{ newest_parsed_segment() }}'
    {% endif %}

),

-- narrow columns first: of each body that is superseded within the new segments, not a byte is read
answers as (

    select
        coalesce(identifikator, person) as identifikator,
        sekvensnummer,
        segment,
        file_row_number
    from landed
    where coalesce(identifikator, person) is not null

),

ordered as (

    select
        *,
        row_number() over (
            partition by identifikator
            order by sekvensnummer desc nulls last, segment desc, file_row_number desc
        ) as n_from_newest
    from answers

),

newest as (

    select ordered.*
    from ordered
    {% if is_incremental() %}
    left join {{ this }} as parsed on ordered.identifikator = parsed.identifikator
    {% endif %}
    where
        ordered.n_from_newest = 1
        {{ 'and coalesce(ordered.sekvensnummer, -1) >= coalesce(parsed.sekvensnummer, -1)' if is_incremental() }}

),

parsed as (

    select
        newest.identifikator,
        landed.person,
        landed.sekvensnummer,
        landed.utfall,
        landed.parts,
        landed.hentet_at,
        newest.segment,
        newest.file_row_number as segment_row,
        try(json_type(landed.body, {{ freg_graded_paths() }})) as graded_types,
        try(json_transform(landed.body, '{{ tojson(elements) }}')) as document  -- noqa: RF04
    from newest
    inner join landed
        on
            newest.segment = landed.segment
            and newest.file_row_number = landed.file_row_number

),

final as (

    select
        identifikator,
        person,
        sekvensnummer,
        parts,
        segment,
        segment_row,
        hentet_at,

        -- FREG always sends the identifier along: a body without one was not understood, whatever else it holds
        case
            when utfall not in ('funnet', 'relasjon') then utfall
            when person is null or coalesce(len(document.identifikasjonsnummer), 0) = 0 then 'uforstaatt'
            else utfall
        end as utfall,

        {{ parsed_elements(elements) }}

    from parsed

)

select * from final
