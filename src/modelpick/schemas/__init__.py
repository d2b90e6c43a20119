"""The shape of every document the tool prints or reads, as types; their JSON Schema is made from them."""
