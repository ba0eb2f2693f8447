-- One row per entry of identitetsgrunnlag in a person's document, newest first.
with

personer as (

    select
        person,
        identitetsgrunnlag
    from {{ ref('stg_freg__personer') }}

),

entries as (

    {{ unnest_entries('personer', 'identitetsgrunnlag') }}

),

renamed as (

    select
        person,
        position,

        {{ text('entry.identitetsgrunnlagstatus') }} as identitetsgrunnlagstatus,

        {{ entry_columns('identitetsgrunnlag') }}
    from entries

)

select * from renamed
