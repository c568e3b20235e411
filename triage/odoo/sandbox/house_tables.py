"""Which rows stand for our own house and for the customers? Companies, products, taxes, terms, people."""

from triage.odoo.sandbox.description import World
from triage.odoo.sandbox.drawer import Drawer
from triage.odoo.sandbox.household import Contact, Customer

CURRENCIES = ("EUR", "SEK", "GBP", "USD", "CHF", "PLN", "DKK", "NOK")
LOCALES = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "nl": "nl_NL", "es": "es_ES", "it": "it_IT"}
LOCALES |= {"pt": "pt_PT", "pl": "pl_PL"}
STAGES = (("new", "New", False), ("in_progress", "In Progress", False), ("done", "Done", True))
ACTIVITY_TYPES = (("todo", "To-Do"), ("email", "Email"), ("call", "Call"))
PRODUCT_TYPES = {"goods": "consu", "service": "service", "freight": "service"}


def add_house(drawer: Drawer, world: World) -> None:
    """Add everything that is ours and that documents point to."""
    for code in CURRENCIES:
        drawer.add("res.currency", code, name=code)
    _add_companies(drawer, world)
    _add_goods(drawer, world)
    _add_terms(drawer, world)
    _add_desks(drawer, world)


def _country(drawer: Drawer, code: str) -> int:
    known = next((row for row in drawer.tables["res.country"] if row["code"] == code), None)
    return int(known["id"]) if known else drawer.add("res.country", code, name=code, code=code)


def _add_companies(drawer: Drawer, world: World) -> None:
    for key, company in world.companies.items():
        partner = drawer.add("res.partner", f"company/{key}", name=company.name, is_company=True, partner_share=True)
        drawer.row("res.partner", f"company/{key}")["commercial_partner_id"] = partner
        drawer.add(
            "res.company",
            key,
            name=company.name,
            partner_id=partner,
            currency_id=drawer.id_of("res.currency", company.currency),
            country_id=_country(drawer, company.country),
        )
    for key, person in world.colleagues.items():
        email = person.email
        partner = drawer.add(
            "res.partner", f"user/{key}", name=person.name, email=email, email_normalized=email, partner_share=False
        )
        drawer.row("res.partner", f"user/{key}")["commercial_partner_id"] = partner
        drawer.add("res.users", key, name=person.name, email=person.email, login=person.email, partner_id=partner)


def _add_goods(drawer: Drawer, world: World) -> None:
    for key, unit in world.units.items():
        base = drawer.find_id("uom.uom", unit.of)
        number = float(unit.factor)
        drawer.add("uom.uom", key, name=unit.name, factor=number, relative_factor=number, relative_uom_id=base)
    for key, tax in world.taxes.items():
        drawer.add("account.tax", key, name=tax.name, amount=float(tax.rate), amount_type="percent")
    for key, product in world.products.items():
        template = drawer.add("product.template", key, name=product.name)
        drawer.add(
            "product.product",
            key,
            name=product.name,
            default_code=product.code,
            type=PRODUCT_TYPES[product.kind],
            uom_id=drawer.id_of("uom.uom", product.unit),
            product_tmpl_id=template,
            lst_price=float(product.price),
        )
    for key, name in world.carriers.items():
        drawer.add("delivery.carrier", key, name=name)


def _add_terms(drawer: Drawer, world: World) -> None:
    for key, position in world.fiscal_positions.items():
        drawer.add("account.fiscal.position", key, name=position.name)
    for key, term in world.terms.items():
        drawer.add(
            "account.payment.term",
            key,
            name=term.name,
            early_discount=term.discount_percent > 0,
            discount_percentage=float(term.discount_percent),
            discount_days=term.discount_days,
        )
    for key, pricelist in world.pricelists.items():
        currency = drawer.id_of("res.currency", pricelist.currency)
        listed = drawer.add("product.pricelist", key, name=pricelist.name, currency_id=currency)
        for product, price in pricelist.prices.items():
            drawer.add(
                "product.pricelist.item",
                f"{key}/{product}",
                pricelist_id=listed,
                product_id=drawer.id_of("product.product", product),
                product_tmpl_id=drawer.id_of("product.template", product),
                compute_price="fixed",
                fixed_price=float(price),
            )


def _add_desks(drawer: Drawer, world: World) -> None:
    for key, name in world.teams.items():
        drawer.add("helpdesk.ticket.team", key, name=name)
    for key, name, closed in STAGES:
        drawer.add("helpdesk.ticket.stage", key, name=name, closed=closed)
    for key, name in ACTIVITY_TYPES:
        drawer.add("mail.activity.type", key, name=name, category="default")
    drawer.add("mail.message.subtype", "comment", name="Discussions", internal=False)
    drawer.add("mail.message.subtype", "note", name="Note", internal=True)


def add_customer(drawer: Drawer, key: str, customer: Customer) -> None:
    """Add a customer's company, with its contacts and bank accounts."""
    address = {"street": customer.street, "zip": customer.zip, "city": customer.city}
    top = drawer.add(
        "res.partner",
        key,
        partner_share=True,
        name=customer.name,
        complete_name=customer.name,
        email=customer.email,
        email_normalized=customer.email.lower(),
        ref=customer.ref,
        vat=customer.vat,
        lang=LOCALES.get(customer.language, "en_US"),
        is_company=True,
        type="contact",
        parent_id=drawer.find_id("res.partner", customer.parent),
        country_id=_country(drawer, customer.country),
        property_account_position_id=drawer.find_id("account.fiscal.position", customer.fiscal_position),
        property_product_pricelist=drawer.find_id("product.pricelist", customer.pricelist),
        credit_limit=float(customer.credit_limit or 0),
        use_partner_credit_limit=customer.credit_limit is not None,
        **address,
    )
    drawer.row("res.partner", key)["commercial_partner_id"] = top
    for account in customer.bank:
        drawer.add("res.partner.bank", "", acc_number=account, partner_id=top)
    for contact in customer.contacts:
        _add_contact(drawer, key, customer, contact)


def _add_contact(drawer: Drawer, key: str, customer: Customer, contact: Contact) -> None:
    top = drawer.id_of("res.partner", key)
    drawer.add(
        "res.partner",
        f"{key}/{contact.key}",
        partner_share=True,
        name=contact.name,
        complete_name=f"{customer.name}, {contact.name}",
        email=contact.email,
        email_normalized=contact.email.lower(),
        vat=customer.vat,  # as Odoo does: what is commercial is the same for the whole tree
        lang=LOCALES.get(customer.language, "en_US"),
        type=contact.kind,
        parent_id=top,
        commercial_partner_id=top,
        country_id=_country(drawer, customer.country),
        property_account_position_id=drawer.find_id("account.fiscal.position", customer.fiscal_position),
        street=contact.street,
        zip=contact.zip,
        city=contact.city,
    )
