{#- The columns that a vegadresse and a matrikkeladresse give, whichever of the two the entry has. `other_kommune` is where
    the municipality is found when it has neither. -#}
{% macro address_columns(other_kommune=none) -%}
    {%- set veg = 'entry.vegadresse' -%}
    {%- set matrikkel = 'entry.matrikkeladresse' -%}
        coalesce(
            {{ four_digits(veg ~ '.kommunenummer') }},
            {{ four_digits(matrikkel ~ '.matrikkelnummer.kommunenummer') }}
            {%- if other_kommune %},
            {{ four_digits(other_kommune) }}
            {%- endif %}
        ) as kommunenummer,
        {{ text(veg ~ '.adressenavn') }} as adressenavn,
        {{ text(veg ~ '.adressenummer.husnummer') }} as husnummer,
        {{ text(veg ~ '.adressenummer.husbokstav') }} as husbokstav,
        {{ text(veg ~ '.adressekode') }} as adressekode,
        {{ matrikkel }}.matrikkelnummer.gaardsnummer,
        {{ matrikkel }}.matrikkelnummer.bruksnummer,
        nullif({{ matrikkel }}.matrikkelnummer.festenummer, 0) as festenummer,
        nullif({{ matrikkel }}.undernummer, 0) as undernummer,
        coalesce(
            {{ four_digits(veg ~ '.poststed.postnummer') }},
            {{ four_digits(matrikkel ~ '.poststed.postnummer') }}
        ) as postnummer,
        {% for name, field in {
            'bruksenhetsnummer': 'bruksenhetsnummer',
            'bruksenhetstype': 'bruksenhetstype',
            'adressetilleggsnavn': 'adressetilleggsnavn',
            'co_adressenavn': 'coAdressenavn',
            'poststed': 'poststed.poststedsnavn',
        }.items() -%}
        coalesce({{ text(veg ~ '.' ~ field) }}, {{ text(matrikkel ~ '.' ~ field) }}) as {{ name }},
        {% endfor -%}
        {{ text('entry.adresseIdentifikatorFraMatrikkelen') }} as adresse_identifikator
{%- endmacro %}

{#- The columns of an international address. -#}
{% macro foreign_address_columns() -%}
    {%- for name, field in {
        'utland_co_adressenavn': 'coAdressenavn',
        'utland_adressenavn': 'adressenavn',
        'utland_bygning': 'bygning',
        'utland_etasjenummer': 'etasjenummer',
        'utland_boenhet': 'boenhet',
        'utland_postboks': 'postboks',
        'utland_postkode': 'postkode',
        'utland_by_eller_stedsnavn': 'byEllerStedsnavn',
        'utland_distriktsnavn': 'distriktsnavn',
        'utland_region': 'region',
        'utland_landkode': 'landkode',
    }.items() %}
        {{ text('entry.utenlandskAdresse.' ~ field) }} as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The three parts of a name, from a struct that has them. -#}
{% macro name_columns(name, prefix='') -%}
        {{ text(name ~ '.fornavn') }} as {{ prefix }}fornavn,
        {{ text(name ~ '.mellomnavn') }} as {{ prefix }}mellomnavn,
        {{ text(name ~ '.etternavn') }} as {{ prefix }}etternavn
{%- endmacro %}
