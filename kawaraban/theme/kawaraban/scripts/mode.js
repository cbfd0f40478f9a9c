// In the head of every page, before anything is painted: what the reader chose, light or dark.
try { document.documentElement.dataset.mode = localStorage.mode; } catch { /* storage may be forbidden: the page looks as the system does */ }
