-- One row per child, direction, element, relation and whom it is with, before anything is hidden: `ut` from the
-- child's own document, `inn` from the document of whom it is with. Only what is current. `relatert` is NULL for an
-- organisation and for somebody without a number.
with

persons as (

    select person
    from {{ ref('int_persons__current') }}
    where {{ is_of_age(0, 17) }}

),

childs_familierelasjon as (

    select * from {{ ref('int_children__familierelasjon') }}

),

childs_foreldreansvar as (

    select * from {{ ref('int_children__foreldreansvar') }}
    where holder is not null

),

familierelasjon as (

    select
        person,
        relatert_person,
        min_rolle_for_person
    from {{ ref('stg_freg__familierelasjon') }}
    where is_current

),

foreldreansvar as (

    select
        person,
        ansvar,
        ansvarssubjekt,
        ansvarlig
    from {{ ref('stg_freg__foreldreansvar') }}
    where is_current

),

identifiers as (

    select * from {{ ref('int_persons__identifiers') }}

),

numbers as (

    select
        identifiers.identifikator,
        persons.person as child
    from persons
    inner join identifiers on persons.person = identifiers.person

),

mentions as (

    select
        child,
        'ut' as retning,
        'familierelasjon' as grunnlag,
        rolle as relasjon,
        relatert
    from childs_familierelasjon

    union all

    select
        child,
        'ut' as retning,
        'foreldreansvar' as grunnlag,
        ansvar as relasjon,
        ansvarlig as relatert
    from childs_foreldreansvar

    union all

    -- what the other one is to the child, who is the related person of that document
    select
        numbers.child,
        'inn' as retning,
        'familierelasjon' as grunnlag,
        {{ folded('familierelasjon.min_rolle_for_person') }} as relasjon,
        familierelasjon.person as relatert
    from familierelasjon
    inner join numbers on familierelasjon.relatert_person = numbers.identifikator

    union all

    select
        numbers.child,
        'inn' as retning,
        'foreldreansvar' as grunnlag,
        {{ folded('foreldreansvar.ansvar') }} as relasjon,
        foreldreansvar.person as relatert
    from foreldreansvar
    inner join numbers on foreldreansvar.ansvarssubjekt = numbers.identifikator
    left join identifiers on foreldreansvar.ansvarlig = identifiers.identifikator
    -- the holder of the ansvar is the one whose document it is
    where coalesce(identifiers.person, foreldreansvar.ansvarlig) = foreldreansvar.person

),

-- a code that is new says that there is a relation, and not which
known as (

    select
        child,
        retning,
        grunnlag,
        case
            when grunnlag = 'foreldreansvar' and relasjon in ('felles', 'mor', 'far', 'medmor', 'andre') then relasjon
            when grunnlag = 'familierelasjon' and relasjon in ('mor', 'far', 'medmor', 'barn', 'soesken') then relasjon
            when grunnlag = 'familierelasjon' and relasjon = 'ektefelleellerpartner' then 'ektefelle_eller_partner'
            else 'annen'
        end as relasjon,
        relatert
    from mentions
    where
        coalesce(relasjon, '') <> 'doedfoedtbarn'
        and coalesce(relatert, '') <> child

),

final as (

    select distinct
        child,
        retning,
        grunnlag,
        relasjon,
        relatert
    from known

)

select * from final
