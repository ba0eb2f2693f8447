-- One row per document that no longer counts, because a newer answer speaks about the same person under another
-- identifier: the person got a new number, was merged with somebody, or is out of scope by now.
{{ config(materialized='table') }}
with

answers as (

    select
        identifikator,
        person,
        utfall,
        utfall in ('funnet', 'relasjon') as is_document,
        (coalesce(sekvensnummer, -1), segment, segment_row) as place,
        {{ pluck('identifikasjonsnummer', 'foedselsEllerDNummer') }} as identifikatorer
    from {{ ref('stg_freg__persondokumenter') }}

),

documents as (

    select * from answers
    where is_document

),

-- what an answer says something about, beside the identifier that was asked for
mentions as (

    select
        identifikator,
        place,
        unnest(list_append(identifikatorer, person)) as mentioned
    from documents

),

other_mentions as (

    select * from mentions
    where mentioned <> identifikator

),

-- the newest answer about a person's identifier in use is the one that counts, whoever's answer it is
superseded_by_another_person as (

    select documents.identifikator
    from documents
    inner join other_mentions on documents.person = other_mentions.mentioned
    where
        documents.identifikator <> other_mentions.identifikator
        and documents.place < other_mentions.place

),

superseded_by_its_own_person as (

    select documents.identifikator
    from documents
    inner join answers on documents.person = answers.identifikator
    where
        documents.person <> documents.identifikator
        and documents.place < answers.place

),

-- of an earlier identifier, that FREG does not know it any more says nothing; every other answer does
superseded_by_an_earlier_identifier as (

    select other_mentions.identifikator
    from other_mentions
    inner join answers on other_mentions.mentioned = answers.identifikator
    where
        not answers.is_document
        and answers.utfall <> 'finnesIkke'
        and other_mentions.place < answers.place

),

final as (

    select identifikator from superseded_by_another_person
    union
    select identifikator from superseded_by_its_own_person
    union
    select identifikator from superseded_by_an_earlier_identifier

)

select * from final
