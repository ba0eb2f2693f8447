"""Made-up names in the manner of test populations: an adjective and a noun, upper case, some Sami."""

from dataclasses import dataclass, replace

from ingest.sandbox.dice import Dice

_FORNAVN = """
MODIG RASK LUN STILLE MUNTER SNAR KLOK TROFAST BLID EDRU FLITTIG GAVMILD HENDIG IVRIG JEVN KVIKK LETT MILD
NENNSOM OMHYGGELIG PRESIS RUND SINDIG TAPPER UREDD VARM VÅKEN YDMYK ØDSEL ÆRLIG ÅPEN BARSK BRED DRISTIG
DJERV ELEGANT ENKEL FAST FIN FREIDIG FRODIG FROM GLATT GLAD GOD GREI GRUNDIG HEL HØFLIG HØY KJAPP KLAR
KRAFTIG KRY KÅT LATTERMILD LEKEN LITEN LUR LYS LYSTIG MAKELIG MATTBLÅ MEDGJØRLIG MORSOM NOBEL NYSGJERRIG
NØYSOM OPPLAGT PEN PLUTSELIG RAUS REN RETTFERDIG ROLIG SAKTMODIG SANN SELVSIKKER SKARP SKJELMSK SKÅNSOM
SLANK SMIDIG SNILL SOLBRUN SORGLØS SPENSTIG SPRUDLENDE STANDHAFTIG STERK STOLT STØDIG SVAL SØMMELIG
TALENTFULL TANKEFULL TETT TILLITSFULL TYDELIG TÅLMODIG UANFEKTET URIMELIG VELVILLIG VENNLIG VERDIG VILTER
VITTIG VOKSEN VÆRFAST ØVET ØM ÅRVÅKEN BEKVEM BLEK DYKTIG FARGERIK GJESTFRI HVERDAGSLIG
"""
FORNAVN = tuple(_FORNAVN.split())
_ETTERNAVN = """
TIGER REV ULV ELG HJORT BEVER OTER MÅR GAUPE JERV HARE EKORN PINNSVIN GREVLING LEMEN SPISSMUS FLAGGERMUS
KVITVAL SEL HVALROSS ISBJØRN REINSDYR MOSKUS SAU GEIT OKSE HEST FØLL ESEL KAMEL LAMA ALPAKKA PANDA KOALA
KENGURU VOMBAT SJIRAFF SEBRA ELEFANT NESHORN FLODHEST LEOPARD GEPARD PUMA MANGUST SURIKAT ØRN FALK HAUK UGLE
HUBRO RAVN KRÅKE SKJÆRE NØTTESKRIKE SPETT MEIS SVALE STÆR TROST LERKE VIPE SPOVE TJELD MÅKE TERNE ALKE LUNDE
TEIST SKARV HEGRE STORK TRANE SVANE GÅS AND ERFUGL RYPE TIUR ORRFUGL LAKS ØRRET RØYE SIK ABBOR GJEDDE LAKE
TORSK SEI HYSE LYR BROSME LANGE KVEITE FLYNDRE STEINBIT MAKRELL SILD BRISLING UER ÅL HAI ROKKE KRABBE HUMMER
REKE KREPS BLEKKSPRUT SJØSTJERNE MANET SKJELL SNEGL MEITEMARK MAUR HUMLE BIE VEPS SOMMERFUGL ØYENSTIKKER
MARIHØNE GRESSHOPPE SIRISS EDDERKOPP FROSK PADDE SALAMANDER ØGLE BUORM SKILPADDE BJERK GRAN FURU ROGN HEGG
SELJE OR ASK ALM LIND EIK LØNN HASSEL EINER LYNG MOSE BREGNE KLØVER HVITVEIS BLÅVEIS TYTTEBÆR MULTE KREKLING
BLÅBÆR KANTARELL STEINSOPP SKIGARD LÅVE STABBUR NAUST KVERN SLEDE SPARK FIOL TROMPET PAUKE TREKKSPILL
LANTERNE KOMPASS SEKSTANT GLOBUS KIKKERT BOKHYLLE LENESTOL KAFFEKJELE VAFFELJERN SPILLEDÅSE LUE VOTT SKJERF
GENSER
"""
ETTERNAVN = tuple(_ETTERNAVN.split())
SAMISKE_FORNAVN = ("ČÁPPA", "ŠEALGA", "JASKA", "ČEAHPPI", "RÁHKIS", "ŠEARRÁS", "VIISSIS", "ÁRVAS", "ŊIELLA")
SAMISKE_ETTERNAVN = (
    "ČEAVRRIS", "GUOVŽA", "NJUKČA", "BOAZU", "RIEVAN", "ČÁHCELODDI", "SÁHPÁN", "BEAŠKKÁN", "GIERON",
    "ŠKIRRI", "DIDDI", "GOASKIN", "LUOSSA", "DÁRFON", "ŽIGA", "ĐÁLVI",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Navn:
    """The parts of a name as FREG has them."""

    fornavn: str
    etternavn: str
    mellomnavn: str | None = None

    def fields(self) -> dict[str, str]:
        """The fields of `navn` and `personnavn`."""
        middle = {"mellomnavn": self.mellomnavn} if self.mellomnavn else {}
        return {"fornavn": self.fornavn, **middle, "etternavn": self.etternavn}

    def called(self, etternavn: str) -> "Navn":
        """The same person with another surname."""
        return replace(self, etternavn=etternavn)


class NameGiver:
    """Draws names; `sami` is the share of Sami ones."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice

    def fornavn(self, sami: float = 0.01) -> str:
        dice = self._dice
        name = dice.pick(SAMISKE_FORNAVN if dice.chance(sami) else FORNAVN)
        return f"{name}{'-' if dice.chance(0.5) else ' '}{dice.pick(FORNAVN)}" if dice.chance(0.04) else name

    def etternavn(self, sami: float = 0.01) -> str:
        dice = self._dice
        name = dice.pick(SAMISKE_ETTERNAVN if dice.chance(sami) else ETTERNAVN)
        return f"{name}-{dice.pick(ETTERNAVN)}" if dice.chance(0.02) else name

    def navn(self, etternavn: str | None = None, sami: float = 0.01) -> Navn:
        """A whole name, with the family's surname where one is given."""
        middle = self._dice.pick(ETTERNAVN) if self._dice.chance(0.15) else None
        return Navn(self.fornavn(sami), etternavn or self.etternavn(sami), middle)


def temporary(mother: Navn, kjoenn: str) -> Navn:
    """What a newborn is called until the parents have chosen: `<MORS FORNAVN>*PIKE` or `*GUTT`."""
    return Navn(f"{mother.fornavn}*{'PIKE' if kjoenn == 'kvinne' else 'GUTT'}", mother.etternavn)
