-- The gate. One row per child in the lists and relation that may be told of, with the related person's number and
-- name or a neutral state. A relation is told of only if both ends may be seen (R1, R4, R5 and R7 of fiks.md 5.5):
--
-- * Whoever is fortrolig, strengt fortrolig, unknown to us, dead or ceased is in no row, in neither direction: the
--   same as if there were no such relation.
-- * The one exception is a holder of foreldreansvar whom the child's own document names, because the list of
--   children has the holder too: there is then one neutral row, however many stand behind it. It betrays nobody: an
--   adult who is fortrolig, strengt fortrolig or not fetched, an organisation and somebody without a number give the
--   same row, and none of them has a row from familierelasjon, or one in the other direction, that would tell them
--   apart.
-- * A child who is fortrolig has rows with its parents and those responsible for it only: the row of a sister or
--   brother does not name it, so its row does not name them.
with

persons as (

    select
        person,
        {{ grading_rank('gradering') }} <= {{ grading_ranks()['klientadresse'] }} as is_open
    from {{ ref('int_gate__personer') }}
    where
        is_resident
        and {{ is_of_age(0, 17) }}

),

mentions as (

    select
        child,
        retning,
        grunnlag,
        relasjon,
        relatert,
        grunnlag = 'foreldreansvar' or relasjon in ('mor', 'far', 'medmor') as is_responsible
    from {{ ref('int_relations__mentions') }}

),

gradings as (

    select
        person,
        {{ grading_rank('gradering') }} <= {{ grading_ranks()['klientadresse'] }} as is_open
    from {{ ref('int_persons__graded') }}

),

others as (

    select
        person,
        navn,
        is_doed or is_opphoert as is_gone
    from {{ ref('int_persons__current') }}

),

judged as (

    select
        mentions.child,
        mentions.retning,
        mentions.grunnlag,
        mentions.relasjon,
        mentions.relatert,
        others.navn,
        coalesce(gradings.is_open and (persons.is_open or mentions.is_responsible), false) as is_shown,
        mentions.grunnlag = 'foreldreansvar' and mentions.retning = 'ut' as is_neutral_otherwise
    from mentions
    inner join persons on mentions.child = persons.person
    left join gradings on mentions.relatert = gradings.person
    left join others on mentions.relatert = others.person
    where not coalesce(others.is_gone, false)

),

final as (

    select distinct
        child,
        retning,
        grunnlag,
        relasjon,
        case when is_shown then relatert end as relatert,
        case when is_shown then navn end as navn,
        case when is_shown then 'vist' else 'opplysninger_ikke_tilgjengelige' end as tilstand
    from judged
    where
        is_shown
        or is_neutral_otherwise

)

select * from final
