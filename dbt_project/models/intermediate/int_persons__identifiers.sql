-- One row per identifier that leads to a person: the one in use, and earlier or merged ones.
with

personer as (

    select
        person,
        identifikator,
        sekvensnummer
    from {{ ref('stg_freg__personer') }}

),

-- also the answers that a newer one superseded: by which number somebody was asked for stays true
persondokumenter as (

    select
        identifikator,
        person
    from {{ ref('stg_freg__persondokumenter') }}
    where utfall in ('funnet', 'relasjon')

),

identifikasjonsnummer as (

    select
        person,
        foedsels_eller_d_nummer as identifikator
    from {{ ref('stg_freg__identifikasjonsnummer') }}

),

in_use as (

    select
        person as identifikator,
        person
    from personer

),

earlier as (

    select
        identifikator,
        person
    from identifikasjonsnummer
    where identifikator <> person

    union

    select
        identifikator,
        person
    from persondokumenter
    where identifikator <> person

),

-- an identifier that two documents claim belongs to the one that is known to be newer
ordered as (

    select
        earlier.identifikator,
        earlier.person,
        row_number() over (
            partition by earlier.identifikator
            order by personer.sekvensnummer desc, earlier.person asc
        ) as n_from_newest
    from earlier
    inner join personer on earlier.person = personer.person
    left join in_use on earlier.identifikator = in_use.identifikator
    where in_use.identifikator is null

),

final as (

    select
        identifikator,
        person
    from in_use

    union all

    select
        identifikator,
        person
    from ordered
    where n_from_newest = 1

)

select * from final
