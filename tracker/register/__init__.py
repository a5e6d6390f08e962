"""The register: cases, flows, orders and restrictions that a person wrote down from sources, as YAML files."""
