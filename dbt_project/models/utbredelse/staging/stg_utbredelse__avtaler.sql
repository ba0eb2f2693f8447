-- One row per agreement of a tenant with KS.
with

source as (

    select * from {{ source('utbredelse', 'avtaler') }}

),

renamed as (

    select
        fiks_org_id,
        virksomhet_type,
        kommunenummer,
        fylkesnummer,
        navn,
        er_pilot,
        signert,
        avsluttet
    from source

)

select * from renamed
