"""The 18 vendors that KS invited on 31 May 2021. Source: fiks.md 1.2, in the seed's own spelling."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Leverandoer:
    """One vendor."""

    navn: str
    ny_siden_sist: bool = False
    oppvekst_arbeidsgruppe: bool = False


LEVERANDOERER = (
    Leverandoer("Tieto Evry", oppvekst_arbeidsgruppe=True),
    Leverandoer("Visma", oppvekst_arbeidsgruppe=True),
    Leverandoer("Acos"),
    Leverandoer("Red Rock"),
    Leverandoer("Cowi"),
    Leverandoer("KnowIT"),
    Leverandoer("Edge Consulting"),
    Leverandoer("Vigilo", oppvekst_arbeidsgruppe=True),
    Leverandoer("IST", oppvekst_arbeidsgruppe=True),
    Leverandoer("Sikri"),
    Leverandoer("Framweb"),
    Leverandoer("Vigo IKS"),
    Leverandoer("Digitalmedarbeider"),
    Leverandoer("Volue"),
    Leverandoer("Vigodrift"),
    Leverandoer("Everbridge"),
    Leverandoer("WebofficeOne", ny_siden_sist=True),
    Leverandoer("Bibliofil", ny_siden_sist=True),
)
