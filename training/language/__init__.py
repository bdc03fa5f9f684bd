"""Makes the trained parts of the language stage; see docs/language.md."""
