"""The CRM, as data: customers, contacts, deals, quotes, contracts, follow-ups and products."""

from saas.packs.crm.contracts import CONTRACT, CONTRACT_LINE
from saas.packs.crm.customers import CONTACT, CUSTOMER, FOLLOW_UP
from saas.packs.crm.deals import DEAL
from saas.packs.crm.products import PRODUCT
from saas.packs.crm.quotes import QUOTE, QUOTE_LINE

FORMS = (CUSTOMER, CONTACT, DEAL, QUOTE, CONTRACT, FOLLOW_UP, PRODUCT, QUOTE_LINE, CONTRACT_LINE)
