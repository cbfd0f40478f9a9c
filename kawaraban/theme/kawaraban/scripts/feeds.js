// The page of feeds: buttons that copy an address.
for (const copy of document.querySelectorAll("[data-copy]")) {
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.dataset.copy);
    const said = document.getElementById("kw-copied");
    copy.textContent = said.textContent = said.dataset.said;
  });
}
