-- One row per role of a municipality: how wide it is and what of it is used.
with

roles as (

    select * from {{ ref('int_utbredelse__rollefelter') }}

),

municipalities as (

    select * from {{ ref('int_utbredelse__kommuner') }}

),

final as (

    select
        roles.rolle_id,
        roles.kommunenummer,
        municipalities.kommunenavn,
        {{ dato() }} as per_dato,
        roles.navn,
        roles.tjenesteomraade,
        roles.rettighetspakke,
        roles.eier,
        roles.aktiv,
        roles.opprettet,
        {{ whole_number('roles.felter') }} as felter,
        {{ whole_number('roles.felter_utenfor') }} as felter_utenfor,
        {{ share('roles.felter', fiks_opplysninger() | length) }} as bredde,
        {{ whole_number('roles.felter_brukt') }} as felter_brukt,
        {{ share('roles.felter_brukt', 'roles.felter') }} as andel_brukt,
        roles.felter_aldri_brukt
    from roles
    inner join municipalities on roles.kommunenummer = municipalities.kommunenummer

)

select * from final
