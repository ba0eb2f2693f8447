-- One row per access of a person, group or integration to a role.
with

source as (

    select * from {{ source('utbredelse', 'tilganger') }}

),

renamed as (

    select
        tilgang_id,
        rolle_id,
        fiks_org_id,
        {{ access_kind('slag') }} as slag,
        aktoer,
        kilde,
        avslutningsgrunn,
        gyldig_fra,
        gyldig_til,
        avsluttet
    from source

)

select * from renamed
