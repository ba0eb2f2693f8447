-- The gate. One row per child: its foreldreansvar, for roles that may not know of familierelasjon. Who is mother and
-- who is father is said only where foreldreansvar itself says it, and the order of the two tells nothing either.
{%- set holder = ['rolle', 'navn', 'foedselsnummer', 'tilstand'] %}
with

foreldreansvar as (

    select * from {{ ref('int_gate__foreldreansvar') }}

),

relabelled as (

    select
        child,
        foreldreansvarstype,
        n_foreldreansvarlige,
        {% for place in [1, 2] -%}
        case
            when
                ansvarlig_{{ place }}_rolle in ('mor', 'far', 'medmor')
                and coalesce(foreldreansvarstype, '') <> ansvarlig_{{ place }}_rolle
                then 'foreldreansvarlig'
            else ansvarlig_{{ place }}_rolle
        end as ansvarlig_{{ place }}_rolle,
        {% for column in holder[1:] -%}
        ansvarlig_{{ place }}_{{ column }},
        {% endfor -%}
        {% endfor -%}
        mangler_en_part,
        manuell_oppfolging,
        datakvalitet
    from foreldreansvar

),

-- the shown first, then by number
ordered as (

    select
        *,
        coalesce(
            ansvarlig_2_tilstand = 'vist'
            and (ansvarlig_1_tilstand <> 'vist' or ansvarlig_2_foedselsnummer < ansvarlig_1_foedselsnummer),
            false
        ) as is_second_first
    from relabelled

),

final as (

    select
        child,
        foreldreansvarstype,
        n_foreldreansvarlige,
        {% for place, other in [[1, 2], [2, 1]] -%}
        {% for column in holder -%}
        case when is_second_first then ansvarlig_{{ other }}_{{ column }} else ansvarlig_{{ place }}_{{ column }} end
            as ansvarlig_{{ place }}_{{ column }},
        {% endfor -%}
        {% endfor -%}
        mangler_en_part,
        manuell_oppfolging,
        datakvalitet
    from ordered

)

select * from final
