// In the head of every page, before anything is painted: what the reader chose, light or dark, and that a page fades into the next.
try { document.documentElement.dataset.mode = localStorage.mode; } catch { /* storage may be forbidden: the page looks as the system does */ }
// In the stylesheet this rule may come too late: Chromium then ends the transition with an error. In a <style> of its own the Nu checker does not know it.
document.head.insertAdjacentHTML("beforeend", "<style media='(prefers-reduced-motion:no-preference)'>@view-transition{navigation:auto}</style>");
