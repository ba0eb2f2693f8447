"""Small XSDs of our own, for the three addresses that give one; they tell no more than the outline.

Source: freg.md 1.2 and 2.2-2.3. FREG's own are long and may be withdrawn in favour of the OpenAPI file.
"""

_FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<xsd:schema xmlns="{namespace}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
            targetNamespace="{namespace}" elementFormDefault="qualified">
{content}
</xsd:schema>
"""
_EVENT = "folkeregisteret:tilgjengeliggjoering:hendelse:v1"
_PERSON = "folkeregisteret:tilgjengeliggjoering:person:v1"

FEED = _FRAME.format(
    namespace=_EVENT,
    content="""  <xsd:element name="lagretHendelse">
    <xsd:complexType>
      <xsd:sequence>
        <xsd:element name="sekvensnummer" type="xsd:unsignedLong"/>
        <xsd:element name="hendelse">
          <xsd:complexType>
            <xsd:sequence>
              <xsd:element name="folkeregisteridentifikator" type="xsd:string"/>
              <xsd:element name="hendelsetype" type="xsd:string"/>
              <xsd:element name="hendelsesdokument" type="xsd:string" minOccurs="0"/>
              <xsd:element name="persondokument" type="xsd:string" minOccurs="0"/>
              <xsd:element name="ajourholdstidspunkt" type="xsd:dateTime"/>
            </xsd:sequence>
          </xsd:complexType>
        </xsd:element>
      </xsd:sequence>
    </xsd:complexType>
  </xsd:element>""",
)

EVENT = _FRAME.format(
    namespace=_EVENT,
    content="""  <xsd:element name="dokumentForHendelse">
    <xsd:complexType>
      <xsd:sequence>
        <xsd:element name="dokumentidentifikator" type="xsd:string"/>
        <xsd:element name="skjemaversjon" type="xsd:string"/>
        <xsd:element name="hendelse" type="xsd:anyType"/>
      </xsd:sequence>
    </xsd:complexType>
  </xsd:element>""",
)

PERSON = _FRAME.format(
    namespace=_PERSON,
    content="""  <xsd:element name="folkeregisterperson">
    <xsd:complexType>
      <xsd:sequence>
        <xsd:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/>
      </xsd:sequence>
    </xsd:complexType>
  </xsd:element>""",
)
