// The script of every page. Pages also work without it. A block, so that its names do not clash with other scripts.
{
  const root = document.documentElement, store = (name, value) => {
    try { return value === undefined ? localStorage[name] : (localStorage[name] = value); } catch { /* storage may be forbidden */ }
  };
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  // Switching between light and dark.
  const button = document.getElementById("kw-mode"), dark = matchMedia("(prefers-color-scheme: dark)");
  button.hidden = false;
  button.addEventListener("click", () => {
    const mode = root.dataset.mode;
    store("mode", root.dataset.mode = mode === "dark" || (mode !== "light" && dark.matches) ? "light" : "dark");
  });

  // The archive tree: one file has the months of all years, and is loaded when a year is first opened.
  const tree = document.querySelector(".kw-tree");
  let months;
  for (const link of tree?.querySelectorAll(":scope > li > a") ?? []) {
    const item = link.parentElement, year = make("details"), title = make("summary", { textContent: `${link.textContent} ` });
    const list = make("ul"), whole = make("li");
    title.append(item.querySelector("i"));
    link.textContent = tree.dataset.year;
    whole.append(link);
    list.append(whole);
    year.append(title, list);
    item.replaceChildren(year);
  }
  tree?.addEventListener("toggle", async ({ target }) => {
    const list = target.querySelector("ul");
    if (!target.open || list.children.length > 1) return;
    try { months ??= fetch(tree.dataset.months).then((found) => found.json()); } catch { return; }
    const year = list.querySelector("a").pathname.match(/(\d+)\.html$/)?.[1];
    for (const [title, page, count] of (await months.catch(() => ({})))[year] ?? []) {
      const item = make("li");
      item.append(make("a", { href: tree.dataset.root + page, textContent: title }), " ", make("i", { textContent: count }));
      list.append(item);
    }
  }, true);

  // A formula or table that is wider than its place can be scrolled by keyboard; Safari needs to be told so.
  const widths = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0; else target.removeAttribute("tabindex");
    }
  });
  for (const wide of document.querySelectorAll("div.math, .pst-scrollable-table-container:not([tabindex])")) widths.observe(wide);

  // Copying and sharing a post with functions of the browser.
  const share = document.querySelector(".kw-share"), address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  if (share) {
    const [copy, send] = share.children;
    copy.hidden = !navigator.clipboard;
    send.hidden = !navigator.share;
    share.hidden = copy.hidden && send.hidden;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(address);
      copy.lastChild.data = copy.dataset.done;
    });
    send.addEventListener("click", () => navigator.share({ title: document.title, url: address }).catch(() => { /* thought better of it */ }));
  }

  // A gallery: shows a picture large, and others with the arrow keys.
  const pictures = [...document.querySelectorAll("a[data-large]")];
  if (pictures.length) {
    const light = make("dialog", { className: "kw-light" }), large = make("img"), words = make("p");
    const close = make("button", { type: "button", textContent: "×", ariaLabel: document.querySelector("[data-close]")?.dataset.close ?? "×" });
    let at = 0;
    light.append(close, large, words);
    document.body.append(light);
    const turn = (to) => {
      at = (to + pictures.length) % pictures.length;
      const small = pictures[at].querySelector("img");
      Object.assign(large, { src: pictures[at].href, alt: small.alt || pictures[at].textContent.trim() });
      words.textContent = pictures[at].textContent.trim() || pictures[at].closest("figure").querySelector("figcaption")?.textContent || "";
    };
    pictures.forEach((link, number) => link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      turn(number);
      light.showModal();
    }));
    light.addEventListener("keydown", ({ key }) => {
      if (key === "ArrowRight") turn(at + 1);
      if (key === "ArrowLeft") turn(at - 1);
    });
    light.addEventListener("click", ({ target }) => { if (target !== words) light.close(); });
    light.addEventListener("close", () => pictures[at].focus());
  }

  // A video: a click loads its player.
  for (const still of document.querySelectorAll("a[data-player]")) {
    still.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const player = make("iframe", { src: still.dataset.player, title: still.querySelector(".kw-video-title").textContent, allow: "autoplay; fullscreen; picture-in-picture" });
      player.style.aspectRatio = still.style.aspectRatio;
      still.replaceWith(player);
      player.focus();
    });
  }

  // A footnote is shown at its mark: for the mouse and the keyboard beside the mark, on a touch screen instead of a jump.
  const marks = document.querySelectorAll("a.footnote-reference"), main = document.querySelector(".kw-is-post > main");
  const words = (mark) => {
    const said = document.getElementById(decodeURIComponent(mark.hash.slice(1)))?.cloneNode(true);
    for (const needless of said?.querySelectorAll(".label, [role=doc-backlink], .backrefs") ?? []) needless.remove();
    for (const named of said?.querySelectorAll("[id]") ?? []) named.removeAttribute("id");
    return said?.childNodes ?? [];
  };
  if (marks.length && "popover" in root) {
    const note = make("div", { className: "kw-note", popover: "auto" });
    const wide = matchMedia("(min-width: 106.25rem)");
    let touched, leaving;
    document.body.append(note);
    const show = (mark) => {
      if (wide.matches) return;
      note.replaceChildren(...words(mark));
      if (!note.matches(":popover-open")) note.showPopover();
      const { left, bottom, top } = mark.getBoundingClientRect(), { offsetWidth, offsetHeight } = note;
      note.style.left = `${Math.max(12, Math.min(left - 24, root.clientWidth - offsetWidth - 12))}px`;
      note.style.top = `${bottom + offsetHeight + 8 > innerHeight ? Math.max(8, top - offsetHeight - 6) : bottom + 6}px`;
    };
    const hide = () => { leaving = setTimeout(() => note.hidePopover(), 250); };
    const stay = () => clearTimeout(leaving);
    for (const mark of marks) {
      mark.addEventListener("pointerdown", ({ pointerType }) => { touched = pointerType === "touch"; });
      mark.addEventListener("click", (event) => { if (touched) { event.preventDefault(); show(mark); } });
      mark.addEventListener("pointerenter", ({ pointerType }) => { if (pointerType === "mouse") { stay(); show(mark); } });
      mark.addEventListener("pointerleave", ({ pointerType }) => { if (pointerType === "mouse") hide(); });
      mark.addEventListener("focus", () => { if (mark.matches(":focus-visible")) { stay(); show(mark); } });
      mark.addEventListener("blur", hide);
    }
    note.addEventListener("pointerenter", stay);
    note.addEventListener("pointerleave", hide);

    // On screens with a margin, footnotes are shown there beside their first marks, and also in the list below.
    const place = () => {
      for (const old of main.querySelectorAll(".kw-margin")) old.remove();
      const seen = new Set(), start = main.getBoundingClientRect().top;
      let below = 0;
      for (const mark of wide.matches ? marks : []) {
        if (seen.has(mark.hash) || !seen.add(mark.hash)) continue;
        const beside = make("div", { className: "kw-margin", ariaHidden: "true" });
        beside.append(`${mark.textContent} `, ...words(mark));
        for (const link of beside.querySelectorAll("a")) link.tabIndex = -1;
        main.append(beside);
        const top = Math.max(below, mark.getBoundingClientRect().top - start);
        beside.style.top = `${top}px`;
        below = top + beside.offsetHeight + 14;
      }
    };
    if (main) new ResizeObserver(place).observe(main);
  }

  // The table of contents follows the text; browsers with `:target-current` need no script for that.
  const entries = new Map([...document.querySelectorAll(".kw-toc a")].map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link]));
  if (entries.size && !CSS.supports("selector(:target-current)")) {
    const follow = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) entries.get(target).toggleAttribute("data-now", isIntersecting);
    }, { rootMargin: "-10% 0px -80%" });
    for (const section of entries.keys()) if (section) follow.observe(section);
  }

  // The reading position in a long post is stored on the device, and offered when the post is opened again.
  if (share) {
    let places = {};
    try { places = JSON.parse(store("places")); } catch { /* nothing is kept yet */ }
    const page = location.pathname, place = places[page];
    const length = () => root.scrollHeight - innerHeight;
    if (place > 0.1 && place < 0.9 && length() > 2 * innerHeight && !location.hash && scrollY < 9) {
      const resume = make("button", { type: "button", className: "kw-resume", textContent: share.dataset.resume });
      resume.addEventListener("click", () => { scrollTo(0, place * length()); resume.remove(); });
      document.body.append(resume);
      addEventListener("scroll", () => { if (scrollY > innerHeight) resume.remove(); }, { passive: true });
    }
    addEventListener("pagehide", () => {
      delete places[page];
      if (scrollY > innerHeight) places[page] = +(scrollY / length()).toFixed(3);
      store("places", JSON.stringify(Object.fromEntries(Object.entries(places).slice(-30))));
    });
  }
}
