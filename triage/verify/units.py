"""Do a customer's "cartons" and our unit of measure mean the same? How many pieces are in the one said."""

from decimal import Decimal

_FAMILY_WORDS = {
    "piece": (
        "piece pieces pc pcs pce unit units ea each item items st stk stck stück stueck stuks stuk pièce pièces piece"
        " unité unités unite unites ud uds unidad unidades pezzo pezzi pz un unidade unidades peça peças szt sztuka"
        " sztuki sztuk pieza piezas"
    ),
    "carton": (
        "carton cartons ctn box boxes case cases karton kartons kiste kisten caisse caisses boîte boîtes cartone"
        " cartoni scatola scatole collo colli doos caja cajas cartón cartones caixa caixas kartony kartonów pudełko"
        " pudełka opakowanie pack packs package packages paket pakete pacco pacchi colis"
    ),
    "pallet": "pallet pallets palette paletten palettes bancale bancali palet palets palete paleta palety skid",
    "dozen": "dozen dozens dutzend douzaine douzaines docena docenas dozzina dozijn tuzin",
    "kg": "kg kilo kilos kilogram kilograms kilogramm",
    "l": "l liter litre liters litres litro litros litri",
    "m": "m metre meter metres meters metro metros metri",
}  # fmt: skip
_FAMILY = {word: family for family, words in _FAMILY_WORDS.items() for word in words.split()}


def family_of(unit: str) -> str:
    """Return the plain word for a unit as written by a customer or in Odoo; no unit means pieces."""
    words = "".join(c if c.isalnum() else " " for c in unit.lower()).split()
    return next((_FAMILY[word] for word in words if word in _FAMILY), " ".join(words) or "piece")


def pieces_in(said: str, unit: str, factor: Decimal) -> Decimal | None:
    """Return how many pieces one `said` unit holds on a line kept in `unit` (of `factor` pieces); None if unknown."""
    if not said or family_of(said) == family_of(unit):
        return factor
    if family_of(said) == "piece":
        return Decimal(1)
    return Decimal(12) if family_of(said) == "dozen" else None
