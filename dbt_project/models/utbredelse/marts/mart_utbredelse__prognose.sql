-- One row per month, past and twelve to come: municipalities in use, and how many to expect.
with

known as (

    select * from {{ ref('int_utbredelse__vekst') }}

),

errors as (

    select * from {{ ref('int_utbredelse__etterproeving') }}

),

months as (

    select * from {{ ref('int_utbredelse__maaneder') }}

),

ahead as (

    select
        months.maaned,
        months.nummer - known.nummer as maaneder_fram,
        known.kommuner,
        {{ expected_in_use('known.kommuner_i_bruk', 'known.vekst', 'months.nummer - known.nummer', 'known.kommuner') }}
            as ventet,
        known.vekst is not null as er_mulig
    from known
    inner join months on months.nummer - known.nummer between 1 and 12
    where known.er_nyeste

),

judged as (

    select
        ahead.*,
        errors.feil,
        errors.middelfeil,
        coalesce(errors.etterproevinger, 0) as etterproevinger,
        ahead.er_mulig and coalesce(errors.etterproevinger, 0) >= 6 as har_intervall
    from ahead
    left join errors on ahead.maaneder_fram = errors.maaneder_fram

),

final as (

    select
        maaned,
        {{ dato() }} as per_dato,
        false as er_prognose,
        cast(kommuner_i_bruk as double precision) as kommuner_i_bruk,
        cast(null as {{ dbt.type_int() }}) as nedre,
        cast(null as {{ dbt.type_int() }}) as oevre,
        {{ whole_number(0) }} as maaneder_fram,
        'kjent' as metode,
        cast(null as double precision) as feil,
        cast(null as double precision) as middelfeil,
        {{ whole_number(0) }} as etterproevinger
    from known

    union all

    select
        maaned,
        {{ dato() }} as per_dato,
        true as er_prognose,
        case when er_mulig then cast(ventet as double precision) end as kommuner_i_bruk,
        case when har_intervall then {{ rounded_down('greatest(0, ventet - feil)') }} end as nedre,
        case when har_intervall then {{ rounded_up('least(kommuner, ventet + feil)') }} end as oevre,
        {{ whole_number('maaneder_fram') }} as maaneder_fram,
        'gjennomsnittlig vekst de siste 12 månedene; intervallet er metodens største feil så langt fram' as metode,
        case when er_mulig then cast(feil as double precision) end as feil,
        case when er_mulig then cast(middelfeil as double precision) end as middelfeil,
        {{ whole_number('etterproevinger') }} as etterproevinger
    from judged

)

select * from final
