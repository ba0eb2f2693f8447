-- One row per child and identifier that its current foreldreansvar or familierelasjon names, with what is known of that
-- person: the grading, or `ukjent` as long as no document has been fetched or understood.
with

foreldreansvar as (

    select * from {{ ref('int_children__foreldreansvar') }}
    where ansvarlig is not null

),

familierelasjon as (

    select * from {{ ref('int_children__familierelasjon') }}

),

gradings as (

    select * from {{ ref('int_persons__graded') }}

),

answers as (

    select
        identifikator,
        utfall
    from {{ ref('stg_freg__persondokumenter') }}
    where utfall = 'finnesIkke'

),

mentions as (

    select
        child,
        ansvarlig as relatert,
        1 as is_parent
    from foreldreansvar

    union all

    select
        child,
        relatert,
        case when rolle in ('mor', 'far', 'medmor') then 1 else 0 end as is_parent
    from familierelasjon

),

distinct_mentions as (

    select
        child,
        relatert,
        max(is_parent) = 1 as is_parent
    from mentions
    group by
        child,
        relatert

),

final as (

    select
        distinct_mentions.child,
        distinct_mentions.relatert,
        distinct_mentions.is_parent,
        gradings.person is not null as is_known,
        case
            when gradings.person is not null then gradings.gradering
            -- FREG itself says that there is no such person: nobody to hide
            when answers.identifikator is not null then 'ugradert'
            else 'ukjent'
        end as gradering
    from distinct_mentions
    left join gradings on distinct_mentions.relatert = gradings.person
    left join answers on distinct_mentions.relatert = answers.identifikator

)

select * from final
