-- One row per entry of rettsligHandleevne in a person's document, newest first.
with

personer as (

    select
        person,
        rettsligHandleevne
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'rettsligHandleevne') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.rettsligHandleevneomfang') }} as rettslig_handleevneomfang,

        {{ entry_columns('rettsligHandleevne') }}
    from entries

)

select * from renamed
