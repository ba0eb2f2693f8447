-- One row per entry of adressebeskyttelse in a person's document. What is there but cannot be understood is a row of
-- its own without a level, which counts as the strictest: an element that is no list, or an entry that is no object.
with

personer as (

    select
        person,
        adressebeskyttelse
    from {{ ref('stg_freg__personer') }}
    where adressebeskyttelse is not null

),

entries as (

    select
        person,
        unnest(case
            when json_type(adressebeskyttelse) = 'ARRAY' then json_transform(adressebeskyttelse, '["JSON"]')
            else [null]
        end) as entry
    from personer

),

renamed as (

    select
        person,
        {{ text("entry ->> '$.graderingsnivaa'") }} as graderingsnivaa,
        try_cast(entry ->> '$.erGjeldende' as boolean) as er_gjeldende,
        {{ text("entry ->> '$.gyldighetstidspunkt'") }} as gyldighetstidspunkt,
        {{ text("entry ->> '$.ajourholdstidspunkt'") }} as ajourholdstidspunkt,
        {{ text("entry ->> '$.opphoerstidspunkt'") }} as opphoerstidspunkt,
        {{ calendar_date("entry ->> '$.gyldighetstidspunkt'") }} as gyldig_fra_date,
        {{ calendar_date("entry ->> '$.opphoerstidspunkt'") }} as gyldig_til_date
    from entries

)

select * from renamed
