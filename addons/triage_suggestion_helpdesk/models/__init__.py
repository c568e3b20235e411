from . import suggestion, helpdesk_ticket
