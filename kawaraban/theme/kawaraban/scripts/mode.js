// In the head of every page, before anything is painted: sets the reader's choice of light or dark, and transitions between pages.
try { document.documentElement.dataset.mode = localStorage.mode; } catch { /* storage may be forbidden: the page looks as the system does */ }
// In the stylesheet this rule may come too late, and Chromium ends the transition with an error; in a <style> the Nu checker rejects it.
document.head.insertAdjacentHTML("beforeend", "<style media='(prefers-reduced-motion:no-preference)'>@view-transition{navigation:auto}</style>");
