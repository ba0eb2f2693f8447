-- One row per child, holder of foreldreansvar and kind of ansvar, from the child's own current entries. Duplicates are
-- one row, and an earlier and a later number of one adult are one holder. `ukjent` has no holder.
with

persons as (

    select person
    from {{ ref('int_persons__current') }}
    where is_minor

),

foreldreansvar as (

    select * from {{ ref('stg_freg__foreldreansvar') }}
    where is_current

),

identifiers as (

    select * from {{ ref('int_persons__identifiers') }}

),

-- a child's document also holds what the child itself is responsible for, when it is a parent
own_entries as (

    select
        foreldreansvar.*,
        persons.person as child
    from foreldreansvar
    inner join persons on foreldreansvar.person = persons.person
    left join identifiers on foreldreansvar.ansvarssubjekt = identifiers.identifikator
    where
        coalesce(identifiers.person, foreldreansvar.ansvarssubjekt) = persons.person
        or (
            foreldreansvar.ansvarssubjekt is null
            and not foreldreansvar.has_ansvarssubjekt_uten_identifikator
            and coalesce(foreldreansvar.ansvarlig, '') <> persons.person
        )

),

holders as (

    select
        own_entries.child,
        coalesce({{ folded('own_entries.ansvar') }}, '') as ansvar,
        coalesce(holder.person, own_entries.ansvarlig) as ansvarlig,
        case
            when own_entries.ansvarlig is not null then coalesce(holder.person, own_entries.ansvarlig)
            when own_entries.ansvarlig_organisasjon is not null
                then 'organisasjon ' || own_entries.ansvarlig_organisasjon
            else
                'uten identifikator '
                || coalesce({{ spaced([
                    'own_entries.ansvarlig_uten_identifikator_fornavn',
                    'own_entries.ansvarlig_uten_identifikator_mellomnavn',
                    'own_entries.ansvarlig_uten_identifikator_etternavn',
                    'cast(own_entries.ansvarlig_uten_identifikator_foedselsdato as ' ~ dbt.type_string() ~ ')'
                ]) }}, '')
        end as holder
    from own_entries
    left join identifiers as holder on own_entries.ansvarlig = holder.identifikator

),

final as (

    select distinct
        child,
        ansvar,
        case when ansvar <> 'ukjent' then ansvarlig end as ansvarlig,
        case when ansvar <> 'ukjent' then holder end as holder
    from holders

)

select * from final
