-- One row per month and kind of access in the whole country: how many were in force, came and ended, with the steps that the
-- SCIM switch-over makes told apart.
with

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}
    where not er_fremtid

),

in_force as (

    select * from {{ ref('int_utbredelse__tilgangsmaaneder') }}

),

accesses as (

    select * from {{ ref('int_utbredelse__tilganger') }}

),

switched as (

    select * from {{ ref('int_utbredelse__scim') }}

),

kinds as (

    select * from (values ('person'), ('integrasjon')) as words (slag)

),

given as (

    select
        {{ first_of_month('gyldig_fra') }} as maaned,
        slag,
        count(*) as n,
        count(distinct aktoer) as innehavere
    from accesses
    where gyldig_fra <= {{ dato() }}
    group by
        {{ first_of_month('gyldig_fra') }},
        slag

),

ended as (

    select
        {{ first_of_month('foer_dato') }} as maaned,
        slag,
        coalesce(avslutningsgrunn, '') = 'SCIM_OVERGANG' as er_scim,
        count(*) as n,
        count(distinct aktoer) as innehavere
    from accesses
    where foer_dato <= {{ dato() }}
    group by
        {{ first_of_month('foer_dato') }},
        slag,
        coalesce(avslutningsgrunn, '') = 'SCIM_OVERGANG'

),

steps as (

    select
        maaned,
        count(*) as n
    from switched
    group by maaned

),

final as (

    select
        months.maaned,
        months.siste_dag as per_dato,
        months.er_siste,
        kinds.slag,
        {{ whole_number('in_force.aktive') }} as aktive,
        case
            when kinds.slag = 'integrasjon' or {{ publishable('given.innehavere') }}
                then {{ whole_number('coalesce(given.n, 0)') }}
        end as nye,
        case
            when kinds.slag = 'integrasjon' or {{ publishable('left_over.innehavere') }}
                then {{ whole_number('coalesce(left_over.n, 0)') }}
        end as avsluttede,
        case
            when kinds.slag = 'integrasjon' or {{ publishable('scim.innehavere') }}
                then {{ whole_number('coalesce(scim.n, 0)') }}
        end as avsluttet_av_scim,
        {{ whole_number('coalesce(steps.n, 0)') }} as scim_overganger
    from months
    cross join kinds
    left join in_force
        on
            months.maaned = in_force.maaned
            and kinds.slag = in_force.slag
    left join given
        on
            months.maaned = given.maaned
            and kinds.slag = given.slag
    left join ended as left_over
        on
            months.maaned = left_over.maaned
            and kinds.slag = left_over.slag
            and not left_over.er_scim
    left join ended as scim
        on
            months.maaned = scim.maaned
            and kinds.slag = scim.slag
            and scim.er_scim
    left join steps on months.maaned = steps.maaned

)

select * from final
