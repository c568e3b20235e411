from . import tier_definition, suggestion, step
