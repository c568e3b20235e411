"""How does our own house get into Odoo? Companies, units, taxes, terms, products with stock, people, customers."""

from typing import Any

from evaluation.worlds.rpc import Rpc
from triage.odoo.sandbox.description import World
from triage.odoo.sandbox.house_tables import CURRENCIES
from triage.odoo.sandbox.household import Contact, Customer, Product

PLENTY = 100_000
FIRST_FREE_NUMBER = 5_000_000
TYPES = {"goods": "consu", "service": "service", "freight": "service"}


def seed_house(rpc: Rpc, world: World) -> None:
    """Make everything that documents point to."""
    # who may not see the bank's statements may not write their lines either, administrators included
    rpc("res.users", "write", [rpc.user_id], {"group_ids": [(4, rpc.xml_id("account.group_account_basic"))]})
    for code in CURRENCIES:
        currency = rpc.find("res.currency", [("name", "=", code)])
        rpc("res.currency", "write", [currency], {"active": True})
    _companies(rpc, world)
    for key, unit in world.units.items():
        rpc.ensure("uom.uom", key, _unit, rpc, key, unit.name, float(unit.factor), unit.of)
    for key, term in world.terms.items():
        line = (0, 0, {"value": "percent", "value_amount": 100, "nb_days": term.days})
        discount = {
            "early_discount": term.discount_percent > 0,
            "discount_percentage": float(term.discount_percent),
            "discount_days": term.discount_days,
        }
        values = {
            "name": term.name,
            "company_id": False,
            "line_ids": [line],
            **(discount if term.discount_percent else {}),
        }
        rpc.ensure("account.payment.term", key, values)
    for key, product in world.products.items():
        rpc.ensure("product.product", key, _product, rpc, product)
    _pricelists(rpc, world)
    for key, name in world.carriers.items():
        freight = {"product_id": rpc.id_of("product.product", "freight")}
        rpc.ensure("delivery.carrier", key, {"name": name, "delivery_type": "fixed"} | freight)
    for key, person in world.colleagues.items():
        rpc.ensure("res.users", key, _user, rpc, person.name, person.email)
    for key, name in world.teams.items():
        rpc.ensure("helpdesk.ticket.team", key, {"name": name})


def _companies(rpc: Rpc, world: World) -> None:
    for place, (key, company) in enumerate(world.companies.items()):
        currency = rpc.find("res.currency", [("name", "=", company.currency)])
        country = rpc.find("res.country", [("code", "=", company.country)])
        values = {"name": company.name, "currency_id": currency, "country_id": country}
        rpc.ensure("res.company", key, _company, rpc, values, place == 0)
    ids = [rpc.id_of("res.company", key) for key in world.companies]
    rpc("res.users", "write", [rpc.user_id], {"company_ids": [(4, i) for i in ids]})
    rpc.context["allowed_company_ids"] = ids
    for key in world.companies:
        _warehouse(rpc, key)
    # transfers get the description's numbers: Odoo's own count from where these do not reach
    domain = [("sequence_id.number_next", "<", FIRST_FREE_NUMBER)]
    for kind in rpc("stock.picking.type", "search_read", domain, ["sequence_id"]):
        rpc("ir.sequence", "write", [kind["sequence_id"][0]], {"number_next": FIRST_FREE_NUMBER})


def _company(rpc: Rpc, values: dict[str, Any], first: bool) -> int:
    if first:
        company = int(rpc.read("res.users", rpc.user_id, "company_id")["company_id"][0])
        rpc("res.company", "write", [company], values)
        return company
    company = int(rpc("res.company", "create", [values])[0])
    rpc("res.users", "write", [rpc.user_id], {"company_ids": [(4, company)]})
    rpc("account.chart.template", "try_loading", [], "generic_coa", company, install_demo=False)
    rpc("res.company", "write", [company], {"currency_id": values["currency_id"]})
    return company


def _warehouse(rpc: Rpc, company: str) -> None:
    number = rpc.id_of("res.company", company)
    if rpc.find("stock.warehouse", [("company_id", "=", number)]) is None:
        values = {"name": f"Warehouse {company}", "code": company[:5].upper(), "company_id": number}
        rpc.ensure("stock.warehouse", company, values)


def _unit(rpc: Rpc, key: str, name: str, factor: float, of: str) -> int | dict[str, Any]:
    known = {"unit": "uom.product_uom_unit", "kg": "uom.product_uom_kgm", "hour": "uom.product_uom_hour"}
    if key in known:
        return rpc.xml_id(known[key])
    base = rpc.id_of("uom.uom", of) if of else False
    return {"name": name, "relative_factor": factor, "relative_uom_id": base}


def tax_id(rpc: Rpc, world: World, key: str, company: str) -> int:
    """Return a tax in a company, made when it is first used there."""
    number = rpc.id_of("res.company", company)
    tax = world.taxes[key]
    values = {
        "name": tax.name,
        "amount": float(tax.rate),
        "amount_type": "percent",
        "type_tax_use": "sale",
        "company_id": number,
        "price_include_override": "tax_excluded",
    }
    return rpc.ensure("account.tax", f"{company}.{key}", values)


def position_id(rpc: Rpc, world: World, key: str, company: str = "main") -> int | bool:
    """Return a fiscal position in a company, or False: left unsaid, Odoo would choose one by the country."""
    if not key:
        return False
    values = {"name": world.fiscal_positions[key].name, "company_id": rpc.id_of("res.company", company)}
    return rpc.ensure("account.fiscal.position", f"{company}.{key}", values | {"auto_apply": False})


def _product(rpc: Rpc, product: Product) -> int:
    values = {
        "name": product.name,
        "default_code": product.code,
        "list_price": float(product.price),
        "type": TYPES[product.kind],
        "is_storable": product.kind == "goods",
        "tracking": "lot" if product.lots else "none",
        "invoice_policy": "order",
        "uom_id": rpc.id_of("uom.uom", product.unit),
        "taxes_id": [(5, 0, 0)],
    }
    number = int(rpc("product.product", "create", [values])[0])
    if product.kind == "goods" and not product.lots:
        stock_up(rpc, number)
    return number


def stock_up(rpc: Rpc, product: int, lot: int | None = None) -> None:
    """Put plenty of a product (of a lot) on the shelves of every warehouse."""
    for warehouse in rpc("stock.warehouse", "search_read", [], ["lot_stock_id"]):
        values = {"product_id": product, "location_id": warehouse["lot_stock_id"][0], "inventory_quantity": PLENTY}
        found = rpc(
            "stock.quant", "create", [values | ({"lot_id": lot} if lot else {})], context={"inventory_mode": True}
        )
        rpc("stock.quant", "action_apply_inventory", found, context={"inventory_mode": True})


def _pricelists(rpc: Rpc, world: World) -> None:
    for key, pricelist in world.pricelists.items():
        currency = rpc.find("res.currency", [("name", "=", pricelist.currency)])
        values = {"name": pricelist.name, "currency_id": currency, "company_id": False}
        listed = rpc.ensure("product.pricelist", key, values)
        for name, price in pricelist.prices.items():
            product = rpc.id_of("product.product", name)
            template = rpc.read("product.product", product, "product_tmpl_id")["product_tmpl_id"][0]
            item = {
                "pricelist_id": listed,
                "applied_on": "0_product_variant",
                "product_id": product,
                "product_tmpl_id": template,
                "compute_price": "fixed",
                "fixed_price": float(price),
            }
            rpc.ensure("product.pricelist.item", f"{key}.{name}", item)


def pricelist_in(rpc: Rpc, code: str) -> int:
    """Return an empty price list in a currency: an order takes its currency from there."""
    currency = rpc.find("res.currency", [("name", "=", code)])
    return rpc.ensure(
        "product.pricelist", f"plain.{code}", {"name": f"List {code}", "currency_id": currency, "company_id": False}
    )


def _user(rpc: Rpc, name: str, email: str) -> int:
    companies = rpc.context["allowed_company_ids"]
    values = {
        "name": name,
        "login": email,
        "email": email,
        "company_id": companies[0],
        "company_ids": [(6, 0, companies)],
    }
    return int(rpc("res.users", "create", [values], context={"no_reset_password": True})[0])


def seed_customer(rpc: Rpc, world: World, key: str) -> None:
    """Make a customer's company, contacts and bank accounts."""
    customer = world.customers[key]
    top = rpc.ensure("res.partner", key, _customer, rpc, world, customer)
    for account in customer.bank:
        bank = {"acc_number": account, "partner_id": top}
        rpc.ensure("res.partner.bank", f"{key}.{account}", bank)
    for contact in customer.contacts:
        rpc.ensure("res.partner", f"{key}/{contact.key}", _contact, rpc, contact, customer, top)


def _customer(rpc: Rpc, world: World, customer: Customer) -> dict[str, Any]:
    return {
        "name": customer.name,
        "email": customer.email,
        "ref": customer.ref,
        "vat": customer.vat,
        "street": customer.street,
        "zip": customer.zip,
        "city": customer.city,
        "is_company": True,
        "country_id": rpc.find("res.country", [("code", "=", customer.country)]),
        "parent_id": rpc.id_of("res.partner", customer.parent) if customer.parent else False,
        "credit_limit": float(customer.credit_limit or 0),
        "use_partner_credit_limit": customer.credit_limit is not None,
        "property_account_position_id": position_id(rpc, world, customer.fiscal_position),
        "specific_property_product_pricelist": _known(rpc, "product.pricelist", customer.pricelist),
    }


def _contact(rpc: Rpc, contact: Contact, customer: Customer, top: int) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if contact.kind != "contact":
        place = {"street": contact.street, "zip": contact.zip, "city": contact.city}
        place["country_id"] = rpc.find("res.country", [("code", "=", customer.country)])
    return {"name": contact.name, "email": contact.email, "type": contact.kind, "parent_id": top, **place}


def _known(rpc: Rpc, model: str, key: str) -> int | bool:
    return rpc.id_of(model, key) if key else False
