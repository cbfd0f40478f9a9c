// Search: asks once for the texts, a file a year, then filters as the reader types. Folding follows NFKC, lower case, hiragana.
const box = document.getElementById("q"), list = document.getElementById("search-results"), status = document.getElementById("search-status");
const SHOWN = 50, BEFORE = 30, AFTER = 70;
const fold = (text) => Array.from(text, (c) => c.normalize("NFKC").toLowerCase()).join("").normalize("NFKC")
  .replace(/[\u30a1-\u30f6]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60));
const words = (query) => [...query.matchAll(/"([^"]+)"|(\S+)/g)].map((m) => fold(m[1] || m[2]).trim()).filter(Boolean);
let index;

const make = (name, text, attributes = {}) => Object.assign(document.createElement(name), { textContent: text, ...attributes });

function excerpt(text, wanted) {
  const folded = fold(text), same = folded.length === text.length;
  const at = same ? Math.max(0, Math.min(...wanted.map((w) => folded.indexOf(w)).filter((n) => n >= 0))) : 0;
  const from = Number.isFinite(at) ? Math.max(0, at - BEFORE) : 0;
  const part = text.slice(from, from + BEFORE + AFTER), line = make("p", from ? "…" : "", { className: "kw-excerpt" });
  let done = 0;
  const low = same ? folded.slice(from, from + part.length) : "";
  while (done < part.length) {
    const next = wanted.map((w) => [low.indexOf(w, done), w.length]).filter(([n]) => n >= 0).sort((a, b) => a[0] - b[0])[0];
    if (!next) break;
    line.append(part.slice(done, next[0]), make("mark", part.substr(next[0], next[1])));
    done = next[0] + next[1];
  }
  line.append(part.slice(done));
  return line;
}

function show(query) {
  const wanted = words(query);
  list.replaceChildren();
  if (!wanted.length) { status.textContent = ""; return; }
  const found = index.filter((post) => wanted.every((w) => post.all.includes(w)))
    .sort((a, b) => wanted.some((w) => b.head.includes(w)) - wanted.some((w) => a.head.includes(w)));
  for (const post of found.slice(0, SHOWN)) {
    const item = make("li", ""), title = make("h2", "");
    title.append(make("a", post.title, { href: list.dataset.root + post.url }));
    item.append(make("p", post.date || "", { className: "kw-meta" }), title, excerpt(post.text, wanted));
    list.append(item);
  }
  status.textContent = found.length ? status.dataset.found.replace("{n}", found.length) : status.dataset.none;
}

async function search() {
  try {
    if (!index) {
      const ask = async (file) => (await fetch(file)).json();
      const files = await ask(list.dataset.index);
      index = (await Promise.all(files.map((file) => ask(list.dataset.root + file)))).flat();
      for (const post of index) {
        post.head = fold([post.title, ...(post.labels || [])].join(" "));
        post.all = post.head + "\n" + fold(post.text);
      }
    }
    show(box.value);
  } catch { status.textContent = status.dataset.file; }
}

box.value = new URLSearchParams(location.search).get("q") || "";
if (box.value) search();
box.addEventListener("input", (event) => { if (!event.isComposing) search(); });
box.addEventListener("compositionend", search);
box.form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", "?q=" + encodeURIComponent(box.value));
  search();
});
