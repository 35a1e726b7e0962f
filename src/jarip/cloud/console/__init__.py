"""The console: server-rendered pages over the same services that REST stands on.

Owns: pages, forms, their words in both languages, the design system, charts as SVG.
Does not own: any rule, any sum, any permission. A page parses, asks a service, and shows.

`app.create_console` makes an application of its own, mounted at `/` beside the REST interface, so
that it has its own error pages and security headers. `pages/` has a module a group of pages,
`templates/` their HTML, `words/` every word by language, `static/` the one stylesheet, the one
script of ours, and HTMX.

Read first: `app.py`, then `view.py`: everything a page needs to show itself.
"""
