"""The language server: a `Desk` scans documents, `shown` puts what it saw into the protocol's terms, and
`server` talks to the editor. Needs the extra `lsp`."""
