-- The gate. One row per dead person whose estate has a contact, who is named only when anybody may know.
with

persons as (

    select * from {{ ref('int_gate__personer') }}
    where is_doed

),

contacts as (

    select * from {{ ref('int_persons__estate_contacts') }}

),

final as (

    select
        contacts.person,
        contacts.skifteform,
        contacts.kontakt,
        contacts.adresse,
        contacts.postnummer,
        contacts.poststed
    from persons
    inner join contacts on persons.person = contacts.person

)

select * from final
