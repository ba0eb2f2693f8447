{#- The person document as `json_transform` wants it: every element of freg.md 5.2 with every field of FREG's OpenAPI,
    and the newer ones of the documentation. What is not named here is left out by the engine; what is of another type
    than named becomes NULL. Elements kept as JSON are those whose shape decides what is hidden, or varies. -#}
{% macro freg_structure() -%}
    {%- set elements = {} -%}
    {%- do elements.update(freg_identity_elements()) -%}
    {%- do elements.update(freg_address_elements()) -%}
    {%- do elements.update(freg_relation_elements()) -%}
    {%- do elements.update(freg_residence_elements()) -%}
    {%- do elements.update(freg_document_elements()) -%}
    {%- set structure = {} -%}
    {%- for element, fields in elements.items() -%}
        {%- set entry = {} -%}
        {%- do entry.update(freg_metadata()) -%}
        {%- do entry.update(fields) -%}
        {%- do structure.update({element: entry if element in freg_single_objects() else [entry]}) -%}
    {%- endfor -%}
    {%- do structure.update({'adressebeskyttelse': 'JSON'}) -%}
    {{ return(structure) }}
{%- endmacro %}

{#- The part of the structure that can be in a landed document: what a role is allowed, and the elements that decide what
    is hidden, should a document hold them after all. To write the others would cost a quarter of the time for nothing. -#}
{% macro freg_held_structure() -%}
    {%- set held = freg_graded_elements() + ['adressebeskyttelse', 'identifikasjonsnummer'] + var('relation_parts') -%}
    {%- for role in var('roles').values() if role.status == 'bekreftet' -%}
        {%- do held.extend(role.parts) -%}
    {%- endfor -%}
    {%- set structure = {} -%}
    {%- for element, entry in freg_structure().items() if element in held -%}
        {%- do structure.update({element: entry}) -%}
    {%- endfor -%}
    {{ return(structure) }}
{%- endmacro %}

{#- The two elements that are objects and no lists. -#}
{% macro freg_single_objects() -%}
    {{ return(['doedsfall', 'falskIdentitet']) }}
{%- endmacro %}

{#- Elements of which several may be current at once: a newer entry does not end an older one. -#}
{% macro freg_parallel_elements() -%}
    {{ return([
        'familierelasjon', 'foreldreansvar', 'statsborgerskap', 'innflytting', 'utflytting', 'opphold',
        'vergemaalEllerFremtidsfullmakt', 'utenlandskPersonidentifikasjon',
        'utlendingsmyndighetenesIdentifikasjonsnummer', 'legitimasjonsdokument', 'kontaktinformasjonForDoedsbo',
        'brukAvSamiskSpraak'
    ]) }}
{%- endmacro %}

{#- Elements that carry a grading: present but not a list must count as an entry of unknown grading. -#}
{% macro freg_graded_elements() -%}
    {{ return(['bostedsadresse', 'deltBosted', 'oppholdsadresse', 'postadresse', 'postadresseIUtlandet']) }}
{%- endmacro %}

{#- Their paths, as `json_type` wants them. -#}
{% macro freg_graded_paths() -%}
    ['$.{{ freg_graded_elements() | join("', '$.") }}']
{%- endmacro %}

{% macro freg_metadata() -%}
    {{ return({
        'gyldighetstidspunkt': 'VARCHAR', 'ajourholdstidspunkt': 'VARCHAR', 'erGjeldende': 'BOOLEAN',
        'opphoerstidspunkt': 'VARCHAR', 'kilde': 'VARCHAR', 'aarsak': 'VARCHAR'
    }) }}
{%- endmacro %}

{% macro freg_name() -%}
    {{ return({'fornavn': 'VARCHAR', 'mellomnavn': 'VARCHAR', 'etternavn': 'VARCHAR'}) }}
{%- endmacro %}

{#- Somebody without a Norwegian identifier (*RelatertBiPerson*). -#}
{% macro freg_person_without_identifier() -%}
    {{ return({
        'navn': freg_name(), 'foedselsdato': 'VARCHAR', 'kjoenn': 'VARCHAR', 'statsborgerskap': 'VARCHAR'
    }) }}
{%- endmacro %}

{% macro freg_poststed() -%}
    {{ return({'postnummer': 'VARCHAR', 'poststedsnavn': 'VARCHAR'}) }}
{%- endmacro %}

{% macro freg_identity_elements() -%}
    {{ return({
        'identifikasjonsnummer': {
            'foedselsEllerDNummer': 'VARCHAR', 'identifikatortype': 'VARCHAR', 'status': 'VARCHAR'
        },
        'status': {'status': 'VARCHAR'},
        'navn': {
            'fornavn': 'VARCHAR', 'mellomnavn': 'VARCHAR', 'etternavn': 'VARCHAR', 'forkortetNavn': 'VARCHAR',
            'originaltNavn': freg_name()
        },
        'kjoenn': {'kjoenn': 'VARCHAR'},
        'foedsel': {
            'foedselsdato': 'VARCHAR', 'foedselsaar': 'VARCHAR', 'foedested': 'VARCHAR',
            'foedekommuneINorge': 'VARCHAR', 'foedeland': 'VARCHAR'
        },
        'foedselINorge': {'foedselsinstitusjonsnavn': 'VARCHAR', 'rekkefoelgenummer': 'BIGINT'},
        'doedsfall': {'doedsdato': 'VARCHAR'},
        'identitetsgrunnlag': {'identitetsgrunnlagstatus': 'VARCHAR'},
        'falskIdentitet': {
            'erFalsk': 'BOOLEAN', 'rettIdentitetErUkjent': 'BOOLEAN',
            'rettIdentitetVedIdentifikasjonsnummer': 'VARCHAR',
            'rettIdentitetVedOpplysninger': {
                'personnavn': freg_name(), 'foedselsdato': 'VARCHAR', 'kjoenn': 'VARCHAR',
                'statsborgerskap': ['VARCHAR']
            }
        },
        'utenlandskPersonidentifikasjon': {
            'identifikasjonsnummer': 'VARCHAR', 'identifikasjonsnummertype': 'VARCHAR', 'utstederland': 'VARCHAR'
        },
        'utlendingsmyndighetenesIdentifikasjonsnummer': {
            'identifikasjonsnummer': 'VARCHAR', 'identifikasjonsnummertype': 'VARCHAR', 'utstederland': 'VARCHAR'
        },
        'legitimasjonsdokument': {
            'identifikasjonsdokumentnummer': 'VARCHAR', 'identifikasjonsdokumenttype': 'VARCHAR',
            'utstederland': 'VARCHAR', 'utstedernavn': 'VARCHAR', 'gyldigFra': 'VARCHAR', 'gyldigTil': 'VARCHAR',
            'dokumentkontroll': {'dokumentkontrollstatus': 'VARCHAR', 'dokumentkontrolltidspunkt': 'VARCHAR'}
        }
    }) }}
{%- endmacro %}

{% macro freg_address_elements() -%}
    {%- set vegadresse = {
        'kommunenummer': 'VARCHAR', 'adressenavn': 'VARCHAR',
        'adressenummer': {'husnummer': 'VARCHAR', 'husbokstav': 'VARCHAR'}, 'adressekode': 'VARCHAR',
        'bruksenhetsnummer': 'VARCHAR', 'bruksenhetstype': 'VARCHAR', 'adressetilleggsnavn': 'VARCHAR',
        'coAdressenavn': 'VARCHAR', 'poststed': freg_poststed()
    } -%}
    {%- set matrikkeladresse = {
        'matrikkelnummer': {
            'kommunenummer': 'VARCHAR', 'gaardsnummer': 'BIGINT', 'bruksnummer': 'BIGINT', 'festenummer': 'BIGINT'
        },
        'undernummer': 'BIGINT', 'bruksenhetsnummer': 'VARCHAR', 'bruksenhetstype': 'VARCHAR',
        'adressetilleggsnavn': 'VARCHAR', 'coAdressenavn': 'VARCHAR', 'poststed': freg_poststed()
    } -%}
    {%- set utenlandsk_adresse = {
        'coAdressenavn': 'VARCHAR', 'adressenavn': 'VARCHAR', 'bygning': 'VARCHAR', 'etasjenummer': 'VARCHAR',
        'boenhet': 'VARCHAR', 'postboks': 'VARCHAR', 'postkode': 'VARCHAR', 'byEllerStedsnavn': 'VARCHAR',
        'distriktsnavn': 'VARCHAR', 'region': 'VARCHAR', 'landkode': 'VARCHAR'
    } -%}
    {{ return({
        'bostedsadresse': {
            'adressegradering': 'VARCHAR', 'vegadresse': vegadresse, 'matrikkeladresse': matrikkeladresse,
            'ukjentBosted': {'bostedskommune': 'VARCHAR'}, 'adresseIdentifikatorFraMatrikkelen': 'VARCHAR',
            'naerAdresseIdentifikatorFraMatrikkelen': 'VARCHAR', 'flyttedato': 'VARCHAR', 'grunnkrets': 'VARCHAR',
            'stemmekrets': 'VARCHAR', 'skolekrets': 'VARCHAR', 'kirkekrets': 'VARCHAR'
        },
        'deltBosted': {
            'adressegradering': 'VARCHAR', 'vegadresse': vegadresse, 'matrikkeladresse': matrikkeladresse,
            'ukjentBosted': {'bostedskommune': 'VARCHAR'}, 'adresseIdentifikatorFraMatrikkelen': 'VARCHAR',
            'naerAdresseIdentifikatorFraMatrikkelen': 'VARCHAR', 'startdatoForKontrakt': 'VARCHAR',
            'sluttdatoForKontrakt': 'VARCHAR'
        },
        'oppholdsadresse': {
            'adressegradering': 'VARCHAR', 'vegadresse': vegadresse, 'matrikkeladresse': matrikkeladresse,
            'utenlandskAdresse': utenlandsk_adresse, 'adressenErUkjent': 'BOOLEAN',
            'adresseIdentifikatorFraMatrikkelen': 'VARCHAR', 'oppholdsadressedato': 'VARCHAR',
            'oppholdAnnetSted': 'VARCHAR'
        },
        'postadresse': {
            'adressegradering': 'VARCHAR', 'adresseIdentifikatorFraMatrikkelen': 'VARCHAR',
            'postboksadresse': {'postbokseier': 'VARCHAR', 'postboks': 'VARCHAR', 'poststed': freg_poststed()},
            'vegadresse': vegadresse,
            'postadresseIFrittFormat': {'adresselinje': ['VARCHAR'], 'poststed': freg_poststed()}
        },
        'postadresseIUtlandet': {
            'adressegradering': 'VARCHAR', 'utenlandskAdresse': utenlandsk_adresse,
            'utenlandskAdresseIFrittFormat': {
                'adresselinje': ['VARCHAR'], 'postkode': 'VARCHAR', 'byEllerStedsnavn': 'VARCHAR', 'landkode': 'VARCHAR'
            }
        },
        'preferertKontaktadresse': {
            'adressegradering': 'VARCHAR', 'valg': 'VARCHAR',
            'kontaktadresseIFrittFormat': {'adresselinje': ['VARCHAR'], 'landkode': 'VARCHAR'}
        }
    }) }}
{%- endmacro %}

{% macro freg_relation_elements() -%}
    {{ return({
        'familierelasjon': {
            'relatertPerson': 'VARCHAR', 'relatertPersonsRolle': 'VARCHAR', 'minRolleForPerson': 'VARCHAR',
            'relatertPersonUtenFolkeregisteridentifikator': freg_person_without_identifier()
        },
        'foreldreansvar': {
            'ansvar': 'VARCHAR', 'ansvarssubjekt': 'VARCHAR', 'ansvarlig': 'VARCHAR',
            'ansvarligOrganisasjon': 'VARCHAR', 'ansvarligUtenIdentifikator': freg_person_without_identifier(),
            'ansvarssubjektUtenIdentifikator': freg_person_without_identifier()
        },
        'sivilstand': {
            'sivilstand': 'VARCHAR', 'sivilstandsdato': 'VARCHAR', 'myndighet': 'VARCHAR', 'kommune': 'VARCHAR',
            'sted': 'VARCHAR', 'utland': 'VARCHAR', 'relatertVedSivilstand': 'VARCHAR'
        },
        'vergemaalEllerFremtidsfullmakt': {
            'vergemaaltype': 'VARCHAR', 'embete': 'VARCHAR',
            'verge': {
                'foedselsEllerDNummer': 'VARCHAR', 'navn': freg_name(), 'omfang': 'VARCHAR',
                'omfangetErInnenPersonligOmraade': 'BOOLEAN',
                'navnFoedselsdato': {
                    'personnavn': freg_name(), 'foedselsdato': 'VARCHAR', 'kjoenn': 'VARCHAR',
                    'statsborgerskap': ['VARCHAR']
                },
                'tjenesteomraade': [{'vergeTjenestevirksomhet': 'VARCHAR', 'vergeTjenesteoppgave': 'VARCHAR'}]
            }
        },
        'rettsligHandleevne': {'rettsligHandleevneomfang': 'VARCHAR'}
    }) }}
{%- endmacro %}

{% macro freg_residence_elements() -%}
    {{ return({
        'statsborgerskap': {'statsborgerskap': 'VARCHAR', 'ervervsdato': 'VARCHAR'},
        'bibehold': {'bibeholdstatus': 'VARCHAR', 'datoForBibehold': 'VARCHAR'},
        'innflytting': {'fraflyttingsland': 'VARCHAR', 'fraflyttingsstedIUtlandet': 'VARCHAR'},
        'utflytting': {
            'tilflyttingsland': 'VARCHAR', 'tilflyttingsstedIUtlandet': 'VARCHAR', 'utflyttingsdato': 'VARCHAR'
        },
        'opphold': {'oppholdstillatelse': 'VARCHAR', 'oppholdFra': 'VARCHAR', 'oppholdTil': 'VARCHAR'},
        'oppholdPaaSvalbard': {
            'startdato': 'VARCHAR', 'sluttdato': 'VARCHAR', 'antattOppholdsvarighet': 'VARCHAR',
            'fraflyttingskommunenummer': 'VARCHAR', 'fraflyttingsland': 'VARCHAR', 'antallTidligereOpphold': 'BIGINT'
        },
        'brukAvSamiskSpraak': {'spraak': ['VARCHAR']}
    }) }}
{%- endmacro %}

{% macro freg_document_elements() -%}
    {{ return({
        'kontaktinformasjonForDoedsbo': {
            'skifteform': 'VARCHAR', 'attestutstedelsesdato': 'VARCHAR',
            'person': {'foedselsEllerDNummer': 'VARCHAR', 'foedselsdato': 'VARCHAR', 'personnavn': freg_name()},
            'advokat': {
                'personnavn': freg_name(), 'organisasjonsnavn': 'VARCHAR', 'organisasjonsnummer': 'VARCHAR'
            },
            'organisasjon': {
                'organisasjonsnavn': 'VARCHAR', 'organisasjonsnummer': 'VARCHAR', 'kontaktpersonnavn': freg_name()
            },
            'adresse': {
                'adresselinje': ['VARCHAR'], 'poststedsnavn': 'VARCHAR', 'postnummer': 'VARCHAR', 'landkode': 'VARCHAR'
            }
        }
    }) }}
{%- endmacro %}
