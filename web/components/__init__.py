"""The design system: macros in templates, and the small functions behind them."""
