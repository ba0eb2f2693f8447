-- One row per person with a document: what is current of name, birth, sex, status, death and adressebeskyttelse.
with

personer as (

    select
        person,
        utfall,
        parts
    from {{ ref('stg_freg__personer') }}

),

identifikasjonsnummer as (

    select * from {{ ref('stg_freg__identifikasjonsnummer') }}
    where is_newest_current

),

navn as (

    select * from {{ ref('stg_freg__navn') }}
    where is_newest_current

),

foedsel as (

    select * from {{ ref('stg_freg__foedsel') }}
    where is_newest_current

),

kjoenn as (

    select * from {{ ref('stg_freg__kjoenn') }}
    where is_newest_current

),

status as (

    select * from {{ ref('stg_freg__status') }}
    where is_newest_current

),

doedsfall as (

    select * from {{ ref('stg_freg__doedsfall') }}

),

-- an entry that does not say whether it is current counts as current: what may protect somebody is not left out
adressebeskyttelse as (

    select
        person,
        max({{ grading_rank('graderingsnivaa') }}) as gradering_rank
    from {{ ref('stg_freg__adressebeskyttelse') }}
    where coalesce(er_gjeldende, true)
    group by person

),

joined as (

    select
        personer.person,
        personer.utfall = 'funnet' as is_in_scope,
        identifikasjonsnummer.identifikatortype,
        navn.fornavn,
        navn.mellomnavn,
        navn.etternavn,
        foedsel.foedselsdato,
        coalesce(cast(extract(year from foedsel.foedselsdato) as {{ dbt.type_int() }}), foedsel.foedselsaar)
            as foedselsaar,
        lower(kjoenn.kjoenn) as kjoenn,
        status.status as personstatus,
        coalesce({{ folded('status.status') }}, '') as folded_status,
        doedsfall.person is not null as has_doedsfall,
        doedsfall.doedsdato,
        -- a provisional name carries the mother's first name: `<MORS FORNAVN>*PIKE`
        coalesce({{ spaced(['navn.fornavn', 'navn.mellomnavn', 'navn.etternavn']) }}, '') like '%*%'
            as has_provisional_name,
        {{ spaced(['navn.fornavn', 'navn.mellomnavn', 'navn.etternavn']) }} is null as has_no_name,
        -- not asked for is not known
        case
            when coalesce(',' || personer.parts || ',', '') like '%,adressebeskyttelse,%'
                then coalesce(adressebeskyttelse.gradering_rank, 0)
            else {{ unknown_rank() }}
        end as gradering_rank
    from personer
    left join identifikasjonsnummer on personer.person = identifikasjonsnummer.person
    left join navn on personer.person = navn.person
    left join foedsel on personer.person = foedsel.person
    left join kjoenn on personer.person = kjoenn.person
    left join status on personer.person = status.person
    left join doedsfall on personer.person = doedsfall.person
    left join adressebeskyttelse on personer.person = adressebeskyttelse.person

),

final as (

    select
        person,
        is_in_scope,
        identifikatortype,
        case when not has_provisional_name then fornavn end as fornavn,
        case when not has_provisional_name then mellomnavn end as mellomnavn,
        case when not has_provisional_name then etternavn end as etternavn,
        case
            when has_provisional_name or (has_no_name and foedselsaar >= {{ list_year() - 1 }}) then 'Nyfødt'
            when etternavn is null or {{ spaced(['fornavn', 'mellomnavn']) }} is null
                then {{ spaced(['etternavn', 'fornavn', 'mellomnavn']) }}
            else etternavn || ', ' || {{ spaced(['fornavn', 'mellomnavn']) }}
        end as navn,
        foedselsdato,
        foedselsaar,
        kjoenn,
        personstatus,
        folded_status = 'opphoert' as is_opphoert,
        folded_status = 'doed' or (has_doedsfall and folded_status <> 'opphoert') as is_doed,
        doedsdato,
        -- resident, or a newborn who is registered but not yet resident (fiks.md 4.2)
        not has_doedsfall
        and (
            folded_status = 'bosatt'
            or (folded_status = 'foedselsregistrert' and coalesce(foedselsaar >= {{ list_year() - 1 }}, false))
        ) as is_resident,
        coalesce(foedselsaar between {{ list_year() - 16 }} and {{ list_year() }}, false) as is_child,
        -- under 18 for some of the year: the home may be a parent's
        coalesce(foedselsaar between {{ list_year() - 18 }} and {{ list_year() }}, false) as is_minor,
        {{ grading_code('gradering_rank') }} as gradering
    from joined

)

select * from final
