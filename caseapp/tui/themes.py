"""The application's colours: the only place in caseapp that names one.

Everything else asks for what a colour means (``$text-error``, ``$primary``), so that a theme can be changed, or
added, here alone.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="caseapp-dark",
    primary="#6cb2e8",
    secondary="#4f8a8b",
    accent="#e6b455",
    warning="#e6b455",
    error="#f07a78",
    success="#7cc98a",
    foreground="#e4e8ec",
    background="#14191f",
    surface="#1a2129",
    panel="#232c36",
    dark=True,
    variables={
        "scrollbar-background": "#1a2129",
        "scrollbar-background-hover": "#1a2129",
        "scrollbar-background-active": "#1a2129",
        "scrollbar": "#3a4754",
        "scrollbar-hover": "#6cb2e8",
        "scrollbar-active": "#6cb2e8",
        "block-cursor-background": "#2f6ea3",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#2a3642",
        "text-muted": "#98a5b1",
        "footer-key-foreground": "#6cb2e8",
        "border": "#6cb2e8",
        "border-blurred": "#3a4754",
        "button-color-foreground": "#0d1116",
    },
)

LIGHT = Theme(
    name="caseapp-light",
    primary="#0b5c95",
    secondary="#2f6f70",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#a8201a",
    success="#1e6b34",
    foreground="#1b2127",
    background="#f7f8f9",
    surface="#eef1f3",
    panel="#dfe5ea",
    dark=False,
    variables={
        "scrollbar-background": "#e6eaee",
        "scrollbar-background-hover": "#e6eaee",
        "scrollbar-background-active": "#e6eaee",
        "scrollbar": "#a9b7c3",
        "scrollbar-hover": "#0b5c95",
        "scrollbar-active": "#0b5c95",
        "block-cursor-background": "#0b5c95",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#c9d6e0",
        "text-muted": "#54606b",
        "footer-key-foreground": "#0b5c95",
        "border": "#0b5c95",
        "border-blurred": "#b3bfc9",
        "button-color-foreground": "#ffffff",
    },
)

CONTRAST = Theme(
    name="caseapp-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    warning="#ffff00",
    error="#ff9090",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    dark=True,
    text_alpha=1.0,
    variables={
        "scrollbar-background": "#1c1c1c",
        "scrollbar-background-hover": "#1c1c1c",
        "scrollbar-background-active": "#1c1c1c",
        "scrollbar": "#a0a0a0",
        "scrollbar-hover": "#ffff00",
        "scrollbar-active": "#ffff00",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#3f3f00",
        "block-cursor-blurred-foreground": "#ffffff",
        "text-muted": "#e0e0e0",
        "text-error": "#ff9090",
        "text-warning": "#ffff00",
        "text-success": "#80ff80",
        "footer-key-foreground": "#ffff00",
        "border": "#ffff00",
        "border-blurred": "#a0a0a0",
        "button-color-foreground": "#000000",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)
