"""The workbench in a browser: pages and a REST API over the same studies as the command line."""
