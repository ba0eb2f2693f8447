-- One row per municipality or county authority that has, or has had, an agreement; demonstration tenants are left out.
with

agreements as (

    select * from {{ ref('stg_utbredelse__avtaler') }}

),

numbers as (

    select * from {{ ref('int_utbredelse__nummer') }}

),

final as (

    select
        agreements.fiks_org_id,
        agreements.virksomhet_type,
        numbers.kommunenummer_i_dag as kommunenummer,
        case when agreements.virksomhet_type = 'fylkeskommune' then agreements.fylkesnummer end as fylkesnummer,
        agreements.navn,
        coalesce(agreements.er_pilot, false) as er_pilot,
        agreements.signert,
        agreements.avsluttet
    from agreements
    left join numbers
        on
            agreements.kommunenummer = numbers.kommunenummer
            and agreements.virksomhet_type = 'kommune'
    where
        numbers.kommunenummer is not null
        or agreements.virksomhet_type = 'fylkeskommune'

)

select * from final
