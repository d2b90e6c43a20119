"""The shape of every document that the tool prints or reads, as types; their JSON Schema is made from them."""
