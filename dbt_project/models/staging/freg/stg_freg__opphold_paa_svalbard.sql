-- One row per entry of oppholdPaaSvalbard in a person's document, newest first.
with

personer as (

    select
        person,
        oppholdPaaSvalbard
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'oppholdPaaSvalbard') }}

),

renamed as (

    select
        person,
        position,

        {{ calendar_date('entry.startdato') }} as startdato,
        {{ calendar_date('entry.sluttdato') }} as sluttdato,
        {{ text('entry.antattOppholdsvarighet') }} as antatt_oppholdsvarighet,
        {{ text('entry.fraflyttingskommunenummer') }} as fraflyttingskommunenummer,
        {{ text('entry.fraflyttingsland') }} as fraflyttingsland,
        entry.antallTidligereOpphold as antall_tidligere_opphold,

        {{ entry_columns('oppholdPaaSvalbard') }}
    from entries

)

select * from renamed
