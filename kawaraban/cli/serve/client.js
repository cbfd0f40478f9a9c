// The preview in the browser: replaces what has changed in the page, and shows mistakes over it.
{
  const script = document.currentScript, { events } = script.dataset;
  let { state } = script.dataset;

  // The original page, before other scripts change it, and a map from each of its nodes to the one in the document.
  const shown = new WeakMap();
  const pair = (node, live) => {
    shown.set(node, live);
    node.childNodes.forEach((child, at) => pair(child, live.childNodes[at]));
    return node;
  };
  script.remove();
  let page = pair(document.documentElement.cloneNode(true), document.documentElement);

  // Other scripts attach handlers to these when the page is loaded, so a new one requires a reload.
  const HELD = "script, style, a[data-large], a[data-player], a.footnote-reference, .kw-share, .kw-tree";
  class Reload extends Error {}
  const live = (node) => {
    const found = shown.get(node);
    if (!found?.isConnected) throw new Reload();
    return found;
  };
  const keep = (old, now) => {
    shown.set(now, shown.get(old));
    now.childNodes.forEach((child, at) => keep(old.childNodes[at], child));
  };
  const copy = (now) => {
    if (now.nodeType === 1 && (now.matches(HELD) || now.querySelector(HELD))) throw new Reload();
    const made = document.importNode(now, true);
    pair(now, made);
    return made;
  };
  const exchange = (old, now) => {
    if (old.isEqualNode(now)) return keep(old, now);
    if (old.nodeName !== now.nodeName || old.id !== now.id) {
      if (old.nodeType === 1 && (old.matches(HELD) || old.querySelector(HELD))) throw new Reload();
      return live(old).replaceWith(copy(now));
    }
    const there = live(old);
    shown.set(now, there);
    if (old.nodeType !== 1) { there.data = now.data; return; }
    for (const { name } of [...old.attributes]) if (!now.hasAttribute(name)) there.removeAttribute(name);
    for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) there.setAttribute(name, value);
    children([...old.childNodes], [...now.childNodes], there);
  };
  // Equal nodes at the beginning and at the end stay; those between are replaced in their order.
  const children = (old, now, parent) => {
    let start = 0, end = 0;
    while (start < Math.min(old.length, now.length) && old[start].isEqualNode(now[start])) keep(old[start], now[start++]);
    while (end < Math.min(old.length, now.length) - start && old.at(-1 - end).isEqualNode(now.at(-1 - end))) keep(old.at(-1 - end), now.at(-1 - end++));
    const less = old.slice(start, old.length - end), more = now.slice(start, now.length - end);
    const after = end ? live(old.at(-end)) : null;
    less.forEach((node, at) => { if (at < more.length) exchange(node, more[at]); else live(node).remove(); });
    let last = less.length && more.length > less.length ? live(more[less.length - 1]) : null;
    for (const node of more.slice(less.length)) {
      const made = copy(node);
      if (last) last.after(made); else parent.insertBefore(made, after);
      last = made;
    }
  };

  // A stylesheet is removed when the new one has loaded; changed files with the same name are requested again.
  const restyle = (now) => {
    const of = (root) => [...root.querySelectorAll("link[rel=stylesheet]")];
    const [old, fresh] = [of(page), of(now)];
    fresh.forEach((link, at) => {
      const before = old[at] && shown.get(old[at]);
      if (before && old[at].getAttribute("href") === link.getAttribute("href")) { shown.set(link, before); return; }
      const made = document.importNode(link);
      made.addEventListener("load", () => before?.remove());
      (before ?? document.head.lastChild).after(made);
      shown.set(link, made);
    });
    for (const link of old.slice(fresh.length)) shown.get(link)?.remove();
  };
  const refresh = (files) => {
    const root = new URL(events, location.href);
    const changed = new Set(files.map((file) => new URL(encodeURI(file), new URL("../", root)).pathname));
    for (const node of document.querySelectorAll("img[src], link[rel=stylesheet], source[src], video[src], link[rel=icon]")) {
      const name = node.src ? "src" : "href", url = new URL(node[name]);
      if (!changed.has(url.pathname)) continue;
      url.searchParams.set("preview", state);
      if (node.localName === "link") {
        const made = node.cloneNode();
        made.addEventListener("load", () => node.remove());
        made.href = url;
        node.after(made);
        for (const old of page.querySelectorAll("link")) if (shown.get(old) === node) shown.set(old, made);
      } else {
        node.removeAttribute("srcset");
        node[name] = url;
      }
    }
  };
  // Do not reload while the browser is leaving for another page.
  let left = -Infinity, missed = false;
  addEventListener("beforeunload", () => { left = performance.now(); });
  const reload = () => {
    missed = true;
    if (performance.now() - left > 2000) location.reload();
  };
  const update = async (files) => {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.headers.get("content-type")?.startsWith("text/html")) return;
    const now = new DOMParser().parseFromString(await answer.text(), "text/html");
    now.querySelector("script[data-events]")?.remove();
    try {
      restyle(now);
      document.title = now.title;
      exchange(page.querySelector("body"), now.body);
      page = now.documentElement;
      refresh(files);
    } catch (error) {
      if (!(error instanceof Reload)) console.error(error);
      reload();
    }
  };

  // The overlay is in a shadow tree, so that its styles and those of the page do not affect each other.
  // The page that is sent before the first successful build already contains it.
  const host = document.querySelector("kw-preview") ?? document.createElement("kw-preview");
  const over = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  host.setAttribute("aria-live", "assertive");
  let laid = "";
  const lay = (html, style) => {
    if (html === laid) return;
    laid = html;
    if (!html) { host.remove(); return; }
    over.innerHTML = `<style>${style}</style>${html}`;
    const [dialog, hide, again] = ["section", "header button", ".again"].map((name) => over.querySelector(name));
    const fold = (folded) => { dialog.hidden = folded; again.hidden = !folded; };
    hide?.addEventListener("click", () => { fold(true); again.focus(); });
    again?.addEventListener("click", () => { fold(false); hide.focus(); });
    document.documentElement.append(host);
  };
  addEventListener("keydown", ({ key }) => { if (key === "Escape" && host.isConnected) over.querySelector("header button")?.click(); });

  // If a build was missed, the changed files are unknown, so the page is reloaded.
  let seen = state.split("."), work = Promise.resolve();
  const take = async (told) => {
    const [session, number] = told.state.split(".");
    missed ||= session !== seen[0] || number > +seen[1] + 1;
    seen = [session, number];
    lay(told.dialog, told.style);
    if (told.dialog || told.state === state) return;
    state = told.state;
    if (missed) reload(); else await update(told.files);
  };

  // Browsers open at most six connections to a server, so hidden pages close theirs.
  let source;
  const listen = () => {
    source?.close();
    source = document.hidden ? null : new EventSource(events);
    source?.addEventListener("message", ({ data }) => {
      work = work.then(() => take(JSON.parse(data))).catch(() => { /* the server has stopped */ });
    });
  };
  document.addEventListener("visibilitychange", listen);
  listen();
}
