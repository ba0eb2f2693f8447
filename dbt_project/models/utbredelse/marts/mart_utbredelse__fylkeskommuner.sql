-- One row per county authority that has, or has had, an agreement, as it stands on the figures' day.
with

tenants as (

    select * from {{ ref('int_utbredelse__tenanter') }}
    where
        fylkesnummer is not null
        and signert <= {{ dato() }}

),

roles as (

    select * from {{ ref('int_utbredelse__roller') }}

),

calls as (

    select * from {{ ref('int_utbredelse__kall') }}

),

agreed as (

    select
        fylkesnummer,
        min(navn) as navn,
        max(case when {{ in_force('signert', 'avsluttet', dato()) }} then signert end) as avtale_siden
    from tenants
    group by fylkesnummer

),

configured as (

    select
        fylkesnummer,
        count(*) as roller
    from roles
    where {{ in_force('opprettet', 'deaktivert', dato()) }}
    group by fylkesnummer

),

used as (

    select
        fylkesnummer,
        max(case when not er_prod then dato end) as sist_i_test,
        max(case when er_prod then dato end) as sist_i_prod,
        max(case when er_prod and slag = 'hendelse' then dato end) as sist_hendelse
    from calls
    where lyktes
    group by fylkesnummer

),

ranked as (

    select
        agreed.fylkesnummer,
        agreed.navn,
        agreed.avtale_siden,
        {{ whole_number('coalesce(configured.roller, 0)') }} as aktive_roller,
        {{ rung_of('agreed.avtale_siden is not null', 'configured.roller', 'used.sist_i_test', 'used.sist_i_prod',
            'used.sist_hendelse', dato()) }} as rang
    from agreed
    left join configured on agreed.fylkesnummer = configured.fylkesnummer
    left join used on agreed.fylkesnummer = used.fylkesnummer

),

final as (

    select
        fylkesnummer,
        navn,
        {{ dato() }} as per_dato,
        avtale_siden is not null as har_avtale,
        avtale_siden,
        aktive_roller,
        {{ in_use('rang') }} as er_i_bruk,
        {{ stadium('rang') }} as stadium,
        {{ whole_number('rang') }} as rang
    from ranked

)

select * from final
