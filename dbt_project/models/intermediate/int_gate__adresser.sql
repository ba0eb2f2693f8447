-- The gate. One row per person and adressetype: the addresses of residents, and the last residence of the dead. What no
-- role may see is NULL, and `gradering` says by which effective grading the rest is to be judged, the homes of protected
-- people counted in. The municipality is there for selection.
with

persons as (

    select * from {{ ref('int_gate__personer') }}

),

addresses as (

    select * from {{ ref('int_addresses__graded') }}

),

protected_homes as (

    select * from {{ ref('int_persons__protected_homes') }}

),

of_listed_persons as (

    select addresses.*
    from addresses
    inner join persons on addresses.person = persons.person
    where
        (persons.is_resident and addresses.adressetype in ('bosted', 'opphold', 'delt_bosted', 'post'))
        or (persons.is_doed and addresses.adressetype = 'siste_bosted')

),

ranked as (

    select
        of_listed_persons.*,
        greatest(
            {{ grading_rank('of_listed_persons.gradering') }},
            case
                when protected_homes.person is null or of_listed_persons.adressetype = 'siste_bosted' then 0
                when of_listed_persons.adressetype = 'delt_bosted'
                    then {{ grading_rank('protected_homes.delt_bosted_gradering') }}
                else {{ grading_rank('protected_homes.hjem_gradering') }}
            end
        ) as gradering_rank
    from of_listed_persons
    left join protected_homes on of_listed_persons.person = protected_homes.person

),

coded as (

    select
        ranked.*,
        {{ grading_code('gradering_rank') }} as effective_gradering
    from ranked
    -- a delt bosted with a hidden parent, and a last residence that was hidden, leave not even their municipality
    where
        adressetype in ('bosted', 'opphold', 'post')
        or gradering_rank <= {{ grading_ranks()['fortrolig'] }}

),

final as (

    select
        person,
        adressetype,
        kommunenummer,
        {% for column in ['adresse', 'postnummer', 'poststed', 'skolekrets', 'grunnkrets', 'stemmekrets'] -%}
        {{ visible_to_any_role(column, ['effective_gradering']) }} as {{ column }},
        {% endfor -%}
        effective_gradering as gradering
    from coded

)

select * from final
