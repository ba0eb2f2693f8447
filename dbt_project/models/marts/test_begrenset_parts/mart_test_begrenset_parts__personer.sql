-- One row per resident, in the municipality where the person lives.
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where is_resident

),

bosted as (

    select * from {{ ref('int_gate__adresser') }}
    where
        adressetype = 'bosted'
        and kommunenummer is not null

),

final as (

    select
        bosted.kommunenummer,
        {{ person_columns() }}
    from bosted
    inner join persons on bosted.person = persons.person

)

select * from final
