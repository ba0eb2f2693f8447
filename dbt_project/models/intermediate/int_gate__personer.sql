-- The gate. One row per person in scope who may stand in a list at all: nobody who is strengt fortrolig, or whose
-- grading is unknown. Marts read the gate's models and nothing else.
with

persons as (

    select * from {{ ref('int_persons__current') }}

),

gradings as (

    select * from {{ ref('int_persons__graded') }}

),

final as (

    select
        persons.person,
        persons.identifikatortype,
        persons.fornavn,
        persons.mellomnavn,
        persons.etternavn,
        persons.navn,
        persons.foedselsdato,
        persons.foedselsaar,
        persons.kjoenn,
        persons.personstatus,
        persons.is_resident,
        persons.is_child,
        persons.is_minor,
        persons.is_doed,
        persons.doedsdato,
        gradings.gradering
    from persons
    inner join gradings on persons.person = gradings.person
    where
        persons.is_in_scope
        and {{ grading_rank('gradings.gradering') }} <= {{ grading_ranks()['fortrolig'] }}

)

select * from final
