"""The pages: what operators see of the tables in a browser, made here as HTML, with nothing from outside."""
