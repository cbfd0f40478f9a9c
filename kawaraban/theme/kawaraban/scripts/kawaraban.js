// The one script of every page: remembers whether the reader wants light or dark, and brings the months of a year.
const button = document.getElementById("kw-mode"), root = document.documentElement;
button.hidden = false;
button.addEventListener("click", () => {
  const dark = root.dataset.mode === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : root.dataset.mode === "dark";
  root.dataset.mode = dark ? "light" : "dark";
  try { localStorage.mode = root.dataset.mode; } catch { /* storage may be forbidden: the choice lasts for the page */ }
});

// The archive tree: the months of all years stand in one file, which is asked for when a year is first opened.
const tree = document.querySelector(".kw-tree");
let months;
tree?.addEventListener("toggle", async ({ target }) => {
  const list = target.querySelector("ul");
  if (!target.open || list.children.length > 1) return;
  try { months ??= fetch(tree.dataset.months).then((found) => found.json()); } catch { return; }
  const year = [...tree.children].indexOf(target.parentElement);
  for (const [title, page, count] of (await months.catch(() => []))[year] ?? []) {
    const item = document.createElement("li"), link = document.createElement("a"), number = document.createElement("i");
    link.href = tree.dataset.root + page;
    link.textContent = title;
    number.textContent = count;
    item.append(link, " ", number);
    list.append(item);
  }
}, true);
