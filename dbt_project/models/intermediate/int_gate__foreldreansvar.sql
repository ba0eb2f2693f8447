-- The gate. One row per child in the lists: the kind of foreldreansvar and up to two holders, each masked by itself.
-- Who is dead or has ceased is not shown; who is protected or cannot be looked up is a label without a name (fiks.md
-- 4.3, 5.5).
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where is_minor

),

foreldreansvar as (

    select * from {{ ref('int_children__foreldreansvar') }}

),

familierelasjon as (

    select * from {{ ref('int_children__familierelasjon') }}

),

related as (

    select * from {{ ref('int_children__related') }}

),

adults as (

    select
        person,
        navn,
        is_doed or is_opphoert as is_gone
    from {{ ref('int_persons__current') }}

),

roles as (

    select
        child,
        relatert,
        min(
            case rolle when 'mor' then 1 when 'far' then 2 when 'medmor' then 3 else 4 end
        ) as role_order
    from familierelasjon
    group by
        child,
        relatert

),

holders as (

    select
        foreldreansvar.child,
        foreldreansvar.ansvar,
        foreldreansvar.holder,
        coalesce(adults.is_gone, false) as is_gone,
        coalesce(related.is_known, false)
        and {{ grading_rank('related.gradering') }} <= {{ grading_ranks()['klientadresse'] }} as is_shown,
        foreldreansvar.ansvarlig,
        adults.navn,
        case
            when foreldreansvar.ansvar = 'mor' then 1
            when foreldreansvar.ansvar = 'far' then 2
            when foreldreansvar.ansvar = 'medmor' then 3
            when foreldreansvar.ansvar = 'andre' then 5
            when foreldreansvar.ansvar = 'felles' then coalesce(roles.role_order, 4)
            else 4
        end as role_order
    from foreldreansvar
    left join related
        on
            foreldreansvar.child = related.child
            and foreldreansvar.ansvarlig = related.relatert
    left join roles
        on
            foreldreansvar.child = roles.child
            and foreldreansvar.ansvarlig = roles.relatert
    left join adults on foreldreansvar.ansvarlig = adults.person
    where foreldreansvar.holder is not null

),

-- the same adult under two kinds of ansvar is shown once
distinct_holders as (

    select
        child,
        holder,
        is_shown,
        min(role_order) as role_order,
        max(case when is_shown then ansvarlig end) as foedselsnummer,
        max(case when is_shown then navn end) as navn
    from holders
    where not is_gone
    group by
        child,
        holder,
        is_shown

),

ordered as (

    select
        *,
        row_number() over (
            partition by child
            order by
                role_order asc,
                case when is_shown then 0 else 1 end asc,
                foedselsnummer asc
        ) as place
    from distinct_holders

),

kinds as (

    select
        child,
        count(distinct ansvar) as n_kinds,
        min(ansvar) as ansvar,
        max(case when ansvar in ('felles', 'mor', 'far', 'medmor') then 0 else 1 end) = 1 as has_other_kind
    from foreldreansvar
    group by child

),

counts as (

    select
        child,
        count(*) as n_holders,
        max(case when is_gone then 1 else 0 end) = 1 as has_gone,
        max(case when ansvar = 'felles' then 1 else 0 end) = 1
        and count(distinct case when ansvar = 'felles' then holder end) < 2 as has_half
    from holders
    group by child

),

shown as (

    select
        ordered.child,
        {% for place in [1, 2] -%}
        max(case
            when ordered.place = {{ place }}
                then case ordered.role_order
                    when 1 then 'mor'
                    when 2 then 'far'
                    when 3 then 'medmor'
                    when 5 then 'annen foreldreansvarlig'
                    else 'foreldreansvarlig'
                end
        end) as ansvarlig_{{ place }}_rolle,
        max(case when ordered.place = {{ place }} then ordered.navn end) as ansvarlig_{{ place }}_navn,
        max(case when ordered.place = {{ place }} then ordered.foedselsnummer end)
            as ansvarlig_{{ place }}_foedselsnummer,
        max(case
            when ordered.place = {{ place }} and ordered.is_shown then 'vist'
            when ordered.place = {{ place }} then 'opplysninger_ikke_tilgjengelige'
        end) as ansvarlig_{{ place }}_tilstand,
        {% endfor -%}
        count(*) as n_shown
    from ordered
    inner join counts on ordered.child = counts.child
    -- more than two cannot be right: show none rather than a wrong one
    where counts.n_holders <= 2
    group by ordered.child

),

final as (

    select
        persons.person as child,
        case when kinds.n_kinds = 1 then nullif(kinds.ansvar, '') end as foreldreansvarstype,
        cast(coalesce(shown.n_shown, 0) as {{ dbt.type_int() }}) as n_foreldreansvarlige,
        {% for place in [1, 2] -%}
        shown.ansvarlig_{{ place }}_rolle,
        shown.ansvarlig_{{ place }}_navn,
        shown.ansvarlig_{{ place }}_foedselsnummer,
        shown.ansvarlig_{{ place }}_tilstand,
        {% endfor -%}
        coalesce(counts.n_holders <= 2 and (counts.has_gone or counts.has_half), false) as mangler_en_part,
        coalesce(kinds.has_other_kind, true) as manuell_oppfolging,
        coalesce(kinds.n_kinds > 1 or counts.n_holders > 2, false) as datakvalitet
    from persons
    left join kinds on persons.person = kinds.child
    left join counts on persons.person = counts.child
    left join shown on persons.person = shown.child

)

select * from final
