// htmx looks at the page when it is ready itself. An extension whose script comes later has it look once more.
for (const script of findAll("script[data-extension]")) script.addEventListener("load", () => window.htmx?.process(document.body));
