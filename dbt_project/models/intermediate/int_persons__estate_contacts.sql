-- One row per person whose estate has a contact: organisation, lawyer, or a private person, who is named only when
-- known and open in every way (fiks.md 5.5, R8). A contact who may not be named leaves the row, and nothing in it.
with

contacts as (

    select
        *,
        -- whatever else an entry may hold: what speaks of a private person is judged as one
        coalesce(person_foedsels_eller_d_nummer, person_fornavn, person_etternavn) is not null
        or person_foedselsdato is not null as is_private,
        coalesce(lower(adresselinjer), '') like '%c/o%' as names_a_third_party,
        {{ spaced(['advokat_fornavn', 'advokat_mellomnavn', 'advokat_etternavn']) }} as advokat_navn
    from {{ ref('stg_freg__kontaktinformasjon_for_doedsbo') }}
    where is_newest_current

),

identifiers as (

    select * from {{ ref('int_persons__identifiers') }}

),

persons as (

    select
        person,
        navn
    from {{ ref('int_persons__current') }}

),

-- somebody with one hidden address, or in a hidden home, is not open: the contact's address may be that one
not_open as (

    select person
    from {{ ref('int_persons__graded') }}
    where gradering <> 'ugradert'

    union

    select person
    from {{ ref('int_addresses__current') }}
    where gradering <> 'ugradert'

    union

    select person
    from {{ ref('int_persons__protected_homes') }}

),

named as (

    select
        contacts.person,
        contacts.skifteform,
        contacts.names_a_third_party,
        replace(contacts.adresselinjer, chr(10), ', ') as adresse,
        contacts.postnummer,
        contacts.poststed,
        case
            when not contacts.is_private
                then coalesce(
                    contacts.organisasjon_organisasjonsnavn,
                    contacts.advokat_organisasjonsnavn,
                    contacts.advokat_navn
                )
            when not_open.person is null then persons.navn
        end as kontakt
    from contacts
    left join identifiers on contacts.person_foedsels_eller_d_nummer = identifiers.identifikator
    left join persons on identifiers.person = persons.person
    left join not_open on identifiers.person = not_open.person

),

final as (

    select
        person,
        skifteform,
        {% for column in ['adresse', 'postnummer', 'poststed'] -%}
        case when kontakt is not null and not names_a_third_party then {{ column }} end as {{ column }},
        {% endfor -%}
        kontakt
    from named

)

select * from final
