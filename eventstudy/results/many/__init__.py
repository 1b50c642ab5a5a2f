"""Studies of very many events: observations column by column, and the tables made of them."""
