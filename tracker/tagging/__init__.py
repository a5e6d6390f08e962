"""Docket texts to kind, outcome and decided documents, by rules that a lawyer can read (`data/tag_rules/`)."""
